import { Schema, type Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { MicroCredential, MicroCredentialContent } from './microCredential.js'

interface Row {
  id: string
  institutionId: string
  key: string
  version: number
  revision: number
  content: MicroCredentialContent
  published: { at: Date; by: string } | null
}

/** A version as stored; `revision` counts a draft's rewrites, so that only what was checked is published. */
export type StoredMicroCredential = MicroCredential & { revision: number }

function fromRow({ content, ...rest }: Row): StoredMicroCredential {
  return { ...content, ...rest }
}

const fromFound = (found: unknown): StoredMicroCredential | null => {
  const row = toRecord<Row>(found)
  return row && fromRow(row)
}

/** Every version of every micro-credential. A published version is never written again: each update asks for a draft. */
export function createMicroCredentialStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    key: { type: String, required: true },
    version: { type: Number, required: true },
    revision: { type: Number, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    published: { type: new Schema({ at: Date, by: String }, { _id: false }), default: null },
  })
  schema.index({ institutionId: 1, key: 1, version: 1 }, { unique: true })
  const rows = connection.model('MicroCredential', schema, 'microCredentials')
  const latest = async (institutionId: string, key: string, where: Record<string, unknown>) =>
    fromFound(
      await rows
        .findOne({ institutionId, key, ...where })
        .sort({ version: -1 })
        .lean(),
    )
  const stillDraft = ({ id, institutionId, revision }: StoredMicroCredential) => ({
    ...{ _id: id, institutionId, revision },
    published: null,
  })
  return {
    /** Adds a draft. Null when this version of this key is already there. */
    async addDraft(
      institutionId: string,
      key: string,
      version: number,
      content: MicroCredentialContent,
    ): Promise<StoredMicroCredential | null> {
      const row = { id: newId(), institutionId, key, version, revision: 1, content, published: null }
      return (await addUnlessThere(rows, row)) ? fromRow(row) : null
    },
    /** Rewrites a draft. Null when it has been published or rewritten since it was read. */
    async reviseDraft(
      draft: StoredMicroCredential,
      content: MicroCredentialContent,
    ): Promise<StoredMicroCredential | null> {
      const update = { $set: { content }, $inc: { revision: 1 } }
      const options = { returnDocument: 'after' } as const
      return fromFound(await rows.findOneAndUpdate(stillDraft(draft), update, options).lean())
    },
    /** Publishes a draft as it was read. Null when it has been published or rewritten since. */
    async publish(
      draft: StoredMicroCredential,
      published: { at: Date; by: string },
    ): Promise<StoredMicroCredential | null> {
      const options = { returnDocument: 'after' } as const
      return fromFound(
        await rows.findOneAndUpdate(stillDraft(draft), { $set: { published } }, options).lean(),
      )
    },
    /** One version, or null where this institution has none with the id. */
    async byId(institutionId: string, id: string): Promise<StoredMicroCredential | null> {
      return fromFound(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** A published version of any institution: what is published is public. */
    async publicById(id: string): Promise<StoredMicroCredential | null> {
      return fromFound(await rows.findOne({ _id: id, published: { $ne: null } }).lean())
    },
    /** The newest version of a key, draft or published. */
    newest: (institutionId: string, key: string) => latest(institutionId, key, {}),
    /** The newest published version of a key. */
    newestPublished: (institutionId: string, key: string) =>
      latest(institutionId, key, { published: { $ne: null } }),
    /** Every published version of the institution, newest version first. */
    async published(institutionId: string): Promise<StoredMicroCredential[]> {
      const found = await rows
        .find({ institutionId, published: { $ne: null } })
        .sort({ version: -1 })
        .lean()
      return toRecords<Row>(found).map(fromRow)
    },
    /** Which of these keys the institution has, in any version. */
    async knownKeys(institutionId: string, keys: readonly string[]): Promise<string[]> {
      const found = await rows
        .find({ institutionId, key: { $in: [...keys] } })
        .select('key')
        .lean()
      return toRecords<Pick<Row, 'id' | 'key'>>(found).map((row) => row.key)
    },
  }
}

export type MicroCredentialStore = ReturnType<typeof createMicroCredentialStore>
