import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'

/** A published framework as an institution took it in. Its items belong to one edition; taking it in again makes the next. */
export interface Framework {
  id: string
  institutionId: string
  /** CFDocument.identifier (1EdTech CASE). */
  caseId: string
  uri: string
  title: string
  creator: string | null
  version: string | null
  language: string | null
  edition: string
  items: number
  taken: { at: Date; by: string; from: string | null }
}

/** One item of a framework, in the words of its publisher. */
export interface FrameworkItem {
  id: string
  institutionId: string
  frameworkId: string
  edition: string
  position: number
  /** CFItem.identifier. */
  caseId: string
  uri: string
  code: string | null
  statement: string
  kind: string | null
}

type NewItem = Omit<FrameworkItem, 'id' | 'institutionId' | 'frameworkId' | 'edition' | 'position'>

const batch = 500

const searchable = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ')
const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

/** Frameworks and their items. Readers see an edition whole or not at all. */
export function createFrameworkStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    caseId: { type: String, required: true },
    uri: { type: String, required: true },
    title: { type: String, required: true },
    creator: { type: String, default: null },
    version: { type: String, default: null },
    language: { type: String, default: null },
    edition: { type: String, required: true },
    items: { type: Number, required: true },
    taken: { type: { at: Date, by: String, from: String }, _id: false, required: true },
  })
  schema.index({ institutionId: 1, caseId: 1 }, { unique: true })
  const frameworks = connection.model('Framework', schema, 'frameworks')
  const itemSchema = recordSchema({
    institutionId: { type: String, required: true },
    frameworkId: { type: String, required: true },
    edition: { type: String, required: true },
    position: { type: Number, required: true },
    caseId: { type: String, required: true },
    uri: { type: String, required: true },
    code: { type: String, default: null },
    statement: { type: String, required: true },
    kind: { type: String, default: null },
    searched: { type: String, required: true },
  })
  itemSchema.index({ institutionId: 1, edition: 1, position: 1 })
  itemSchema.index({ frameworkId: 1, edition: 1 })
  const items = connection.model('FrameworkItem', itemSchema, 'frameworkItems')
  const listed = async (institutionId: string): Promise<Framework[]> =>
    toRecords<Framework>(await frameworks.find({ institutionId }).sort({ caseId: 1 }).lean())

  return {
    /** Takes a framework in, or its next edition: all items first, then the one update that shows them, then the old ones go. */
    async put(
      framework: Omit<Framework, 'id' | 'edition' | 'items'>,
      list: readonly NewItem[],
    ): Promise<Framework> {
      const { institutionId, caseId } = framework
      const known = toRecord<Framework>(await frameworks.findOne({ institutionId, caseId }).lean())
      const frameworkId = known?.id ?? `${institutionId}:${caseId}`
      const edition = newId()
      for (let start = 0; start < list.length; start += batch)
        await items.insertMany(
          list.slice(start, start + batch).map((item, index) => ({
            ...{ _id: newId(), institutionId, frameworkId, edition, position: start + index, ...item },
            searched: searchable(`${item.code ?? ''} ${item.statement}`),
          })),
        )
      const facts = { ...framework, edition, items: list.length }
      await frameworks.updateOne({ _id: frameworkId }, { $set: facts }, { upsert: true })
      await items.deleteMany({ frameworkId, edition: { $ne: edition } })
      return { id: frameworkId, ...facts }
    },
    /** By the identifier of their documents. */
    list: listed,
    /** Every item of a framework, in its order. */
    async itemsOf({ institutionId, edition }: Framework): Promise<FrameworkItem[]> {
      return toRecords<FrameworkItem>(
        await items.find({ institutionId, edition }).sort({ position: 1 }).lean(),
      )
    },
    /** Items that have each of the words in their code or statement; the first `most`. */
    async search(
      institutionId: string,
      { editions, words, most }: { editions: readonly string[]; words: readonly string[]; most: number },
    ): Promise<FrameworkItem[]> {
      const has = words.map((word) => ({ searched: { $regex: literally(searchable(word)) } }))
      const where = { institutionId, edition: { $in: [...editions] }, ...(has.length > 0 && { $and: has }) }
      return toRecords<FrameworkItem>(await items.find(where).sort({ position: 1 }).limit(most).lean())
    },
    async item(institutionId: string, id: string): Promise<FrameworkItem | null> {
      return toRecord<FrameworkItem>(await items.findOne({ _id: id, institutionId }).lean())
    },
  }
}

export type FrameworkStore = ReturnType<typeof createFrameworkStore>
