import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { Erasure } from './erasure.js'

/** Records of deleted evidence files. Written once, completed once, never changed after. */
export function createErasureStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, default: null },
    submissionId: { type: String, default: null },
    sha256: { type: String, required: true },
    bytes: { type: Number, required: true },
    cause: { type: String, required: true },
    by: { type: String, required: true },
    reason: { type: String, default: '' },
    at: { type: Date, required: true },
    gone: { type: Date, default: null },
  })
  schema.index({ institutionId: 1, at: -1 })
  schema.index({ gone: 1, at: 1 })
  const rows = connection.model('Erasure', schema, 'erasures')
  return {
    /** Notes that a file is being deleted; false when it already was. */
    begin: (erasure: Erasure): Promise<boolean> => addUnlessThere(rows, erasure),
    /** Notes since when the bytes are certainly gone. The first time counts. */
    async finish(id: string, at: Date): Promise<void> {
      await rows.updateOne({ _id: id, gone: null }, { $set: { gone: at } })
    },
    async find(id: string): Promise<Erasure | null> {
      return toRecord<Erasure>(await rows.findOne({ _id: id }).lean())
    },
    /** Deletions begun before then whose bytes may still be there, oldest first. */
    async unfinished(before: Date): Promise<Erasure[]> {
      return toRecords(
        await rows
          .find({ gone: null, at: { $lt: before } })
          .sort({ at: 1 })
          .limit(100)
          .lean(),
      )
    },
    /** The newest deletions of an institution. */
    async latest(institutionId: string, limit = 100): Promise<Erasure[]> {
      return toRecords(await rows.find({ institutionId }).sort({ at: -1 }).limit(limit).lean())
    },
    /** Every deletion there is, for the command that proves them. */
    async *all(): AsyncGenerator<Erasure> {
      for await (const row of rows.find({}).sort({ _id: 1 }).lean().cursor()) yield* toRecords<Erasure>([row])
    },
  }
}

export type ErasureStore = ReturnType<typeof createErasureStore>
