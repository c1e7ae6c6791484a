import { createHash } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addUnlessThere, isDuplicateKey } from '../../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Snippet } from './snippet.js'

type Stamp = { by: string; at: Date }
const LISTED = 1_000

/** The snippets of institutions. The same words on the same criterion are kept once for each person; removing one is dated. */
export function createSnippetStore(connection: Connection) {
  const text = { type: String, required: true }
  const stamp = { type: Object, default: null }
  const schema = recordSchema({
    institutionId: text,
    microCredentialKey: text,
    criterionId: text,
    levelId: { type: String, default: null },
    place: text,
    text,
    digest: text,
    ownerId: text,
    kept: { type: Object, required: true },
    changed: stamp,
    offered: stamp,
    shared: stamp,
    removed: stamp,
  })
  schema.index(
    {
      ...{ institutionId: 1, ownerId: 1, microCredentialKey: 1, criterionId: 1, place: 1, digest: 1 },
      'removed.at': 1,
    },
    { unique: true },
  )
  schema.index({ institutionId: 1, microCredentialKey: 1, 'shared.at': 1 })
  schema.index({ institutionId: 1, 'shared.at': 1 })
  schema.index({ institutionId: 1, 'offered.at': 1 })
  const rows = connection.model('Snippet', schema, 'snippets')
  const anyDay = { $gt: new Date(0) }

  async function changeOne(institutionId: string, id: string, only: object, set: object): Promise<boolean> {
    const found = { _id: id, institutionId, removed: null, ...only }
    return (await rows.updateOne(found, { $set: set })).modifiedCount === 1
  }

  return {
    /** Keeps a new one. False where its owner has the same words there already, or its id is taken. */
    add: (snippet: Snippet): Promise<boolean> =>
      addUnlessThere(rows, { ...snippet, digest: digestOf(snippet.text) }),
    /** One that has not been removed, or null. */
    async find(institutionId: string, id: string): Promise<Snippet | null> {
      return read(await rows.findOne({ _id: id, institutionId, removed: null }).lean())
    },
    /** What one person keeps, of every micro-credential or of one. */
    async ofOwner(institutionId: string, ownerId: string, microCredentialKey?: string): Promise<Snippet[]> {
      const asked = {
        institutionId,
        ownerId,
        ...(microCredentialKey !== undefined && { microCredentialKey }),
      }
      return readAll(
        await rows
          .find({ ...asked, removed: null })
          .limit(LISTED)
          .lean(),
      )
    },
    /** What the institution shares, of every micro-credential or of one. */
    async shared(institutionId: string, microCredentialKey?: string): Promise<Snippet[]> {
      const asked = { institutionId, ...(microCredentialKey !== undefined && { microCredentialKey }) }
      const found = await rows
        .find({ ...asked, 'shared.at': anyDay, removed: null })
        .limit(LISTED)
        .lean()
      return readAll(found)
    },
    /** What owners in an institution asked to be shared and nobody has decided on. */
    async offered(institutionId: string): Promise<Snippet[]> {
      const asked = { institutionId, 'offered.at': anyDay, removed: null }
      return readAll(await rows.find(asked).limit(LISTED).lean())
    },
    /** Changes its words, its place or its level. False where it is gone or its owner has these words already. */
    async change(
      { institutionId, id, ownerId }: Pick<Snippet, 'institutionId' | 'id' | 'ownerId'>,
      said: Pick<Snippet, 'text' | 'place' | 'levelId'>,
      changed: Stamp,
    ): Promise<boolean> {
      try {
        const set = { ...said, digest: digestOf(said.text), changed }
        return await changeOne(institutionId, id, { ownerId }, set)
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    /** Puts it before those who may share it. False where it is before them, shared or gone. */
    offer: (institutionId: string, id: string, offered: Stamp) =>
      changeOne(institutionId, id, { shared: null, offered: null }, { offered }),
    /** Shares it with the institution. False where it is shared or gone. */
    share: (institutionId: string, id: string, shared: Stamp) =>
      changeOne(institutionId, id, { shared: null }, { shared, offered: null }),
    /** Makes it its owner's alone again; `offered` puts it before those who may share it. False where it is not shared. */
    withdraw: (institutionId: string, id: string, offered: Stamp | null) =>
      changeOne(institutionId, id, { 'shared.at': anyDay }, { shared: null, offered }),
    /** Removes it. False where it was removed before. */
    remove: (institutionId: string, id: string, removed: Stamp) =>
      changeOne(institutionId, id, {}, { removed }),
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const read = (row: unknown) => toRecord<Snippet>(row)
const readAll = (found: unknown[]) => toRecords<Snippet>(found)

export type SnippetStore = ReturnType<typeof createSnippetStore>
