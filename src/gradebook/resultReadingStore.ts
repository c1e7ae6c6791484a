import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecords } from '../database/records.js'

/** When the results of one assignment were last read back from the LMS, and when they are due again. */
export interface ResultReading {
  /** The assignment's. */
  id: string
  institutionId: string
  cohortId: string
  dueAt: Date
  readAt: Date | null
  /** The last try, where it did not go through. */
  failed: { at: Date; reason: string; times: number } | null
}

/** One row per assignment whose scores we sent, or which is graded in the LMS. */
export function createResultReadingStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    dueAt: { type: Date, required: true },
    readAt: { type: Date, default: null },
    failed: { type: { at: Date, reason: String, times: Number }, _id: false, default: null },
  })
  schema.index({ dueAt: 1 })
  schema.index({ cohortId: 1 })
  const rows = connection.model('ResultReading', schema, 'resultReadings')

  return {
    /** Makes a first reading due by then; one that is planned already stays as it is. */
    async plan(of: Pick<ResultReading, 'id' | 'institutionId' | 'cohortId' | 'dueAt'>): Promise<void> {
      if ((await rows.countDocuments({ _id: of.id })) > 0) return
      await addUnlessThere({ create: (row) => rows.create(row) }, { ...of, readAt: null, failed: null })
    },
    /** Makes the reading due now. */
    async hasten(of: Pick<ResultReading, 'id' | 'institutionId' | 'cohortId' | 'dueAt'>): Promise<void> {
      await this.plan(of)
      await rows.updateOne({ _id: of.id, dueAt: { $gt: of.dueAt } }, { $set: { dueAt: of.dueAt } })
    },
    /** What is due, the longest waiting first. */
    async due(now: Date, limit: number): Promise<ResultReading[]> {
      const found = await rows
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean()
      return toRecords<ResultReading>(found)
    },
    /** All readings of a cohort. */
    async ofCohort(institutionId: string, cohortId: string): Promise<ResultReading[]> {
      return toRecords<ResultReading>(await rows.find({ institutionId, cohortId }).lean())
    },
    /** Moves a due reading on so that nobody else begins it; false when somebody has. */
    async take({ id, dueAt }: ResultReading, until: Date): Promise<boolean> {
      return (await rows.updateOne({ _id: id, dueAt }, { $set: { dueAt: until } })).modifiedCount === 1
    },
    /** Notes how a reading went and when the next is due. */
    async note(
      id: string,
      learnt: Partial<Pick<ResultReading, 'dueAt' | 'readAt' | 'failed'>>,
    ): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: learnt })
    },
  }
}

export type ResultReadingStore = ReturnType<typeof createResultReadingStore>
