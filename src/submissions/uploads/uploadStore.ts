import type { Connection } from 'mongoose'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Upload, UploadOutcome } from './upload.js'

/** How long the database still knows what became of an upload, for a sender who comes back late. */
const FORGET_AFTER_SECONDS = 14 * 24 * 3600

/** Files on their way. What has arrived of them lies in `UploadParts`, under the same id. */
export function createUploadStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    submissionId: { type: String, required: true },
    slotId: { type: String, required: true },
    name: { type: String, required: true },
    bytes: { type: Number, required: true },
    fingerprint: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    ended: { type: Object, default: null },
  })
  schema.index({ institutionId: 1, personId: 1, ended: 1 })
  schema.index({ ended: 1, createdAt: 1 })
  schema.index({ createdAt: 1 }, { expireAfterSeconds: FORGET_AFTER_SECONDS })
  const rows = connection.model('Upload', schema, 'uploads')

  return {
    /** Keeps a new upload; answers it with its id. */
    async begin(upload: Omit<Upload, 'id' | 'ended'>): Promise<Upload> {
      const fresh: Upload = { id: newId(), ...upload, ended: null }
      const { id, ...fields } = fresh
      await rows.create({ _id: id, ...fields })
      return fresh
    },
    /** One upload of a person, ended or not. */
    async find(institutionId: string, personId: string, id: string): Promise<Upload | null> {
      return toRecord<Upload>(await rows.findOne({ _id: id, institutionId, personId }).lean())
    },
    /** How long an upload will be, for those who have let it through already. */
    async facts(id: string): Promise<Pick<Upload, 'bytes' | 'createdAt'> | undefined> {
      return toRecord<Upload>(await rows.findOne({ _id: id }).lean()) ?? undefined
    },
    /** What a person has on its way. */
    async pending(institutionId: string, personId: string): Promise<Upload[]> {
      return toRecords<Upload>(await rows.find({ institutionId, personId, ended: null }).lean())
    },
    /** Everybody's uploads on their way that began before then, oldest first. */
    async begunBefore(before: Date): Promise<Upload[]> {
      const found = await rows
        .find({ ended: null, createdAt: { $lt: before } })
        .sort({ createdAt: 1 })
        .limit(500)
        .lean()
      return toRecords(found)
    },
    /** Notes what became of an upload. The first word counts. */
    async end(id: string, outcome: UploadOutcome, at: Date): Promise<void> {
      await rows.updateOne({ _id: id, ended: null }, { $set: { ended: { at, outcome } } })
    },
    /** Which of these are known and on their way. */
    async onTheWay(ids: string[]): Promise<Set<string>> {
      const found = await rows.find({ _id: { $in: ids }, ended: null }, { _id: 1 }).lean()
      return new Set(found.map(({ _id }) => String(_id)))
    },
  }
}

export type UploadStore = ReturnType<typeof createUploadStore>
