import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../database/duplicateKey.js'
import { recordSchema } from '../database/records.js'

/** Which process runs a job now, and when it may be run again. One row per job name. */
export function createJobLeaseStore(connection: Connection) {
  const schema = recordSchema({ by: { type: String, required: true }, until: { type: Date, required: true } })
  const rows = connection.model('JobLease', schema, 'jobLeases')
  return {
    /** Takes the job until then; false while somebody else has it or it is not yet time. */
    async take(name: string, by: string, now: Date, until: Date): Promise<boolean> {
      try {
        const free = { _id: name, until: { $lte: now } }
        const result = await rows.updateOne(free, { $set: { by, until } }, { upsert: true })
        return result.modifiedCount + result.upsertedCount === 1
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    /** Moves the end of one's own lease: later while the job goes on, to the next turn when it is done. */
    async extend(name: string, by: string, until: Date): Promise<boolean> {
      return (await rows.updateOne({ _id: name, by }, { $set: { until } })).matchedCount === 1
    },
  }
}

export type JobLeaseStore = ReturnType<typeof createJobLeaseStore>
