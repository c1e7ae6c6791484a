import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Benchmark } from './benchmark.js'

/** The benchmarks of institutions: made once, withdrawn once, never edited. */
export function createBenchmarkStore(connection: Connection) {
  const text = { type: String, required: true }
  const schema = recordSchema({
    institutionId: text,
    microCredentialId: text,
    microCredentialKey: text,
    title: text,
    answers: { type: [Object], required: true },
    reference: { type: [Object], required: true },
    submissionId: { type: String, default: null },
    consent: text,
    made: { type: Object, required: true },
    withdrawn: { type: Object, default: null },
  })
  schema.index({ institutionId: 1, microCredentialKey: 1 })
  const rows = connection.model('Benchmark', schema, 'benchmarks')

  return {
    /** Keeps a new one. False where one with its id is there. */
    add: (benchmark: Omit<Benchmark, 'withdrawn'>): Promise<boolean> =>
      addUnlessThere(rows, { ...benchmark, withdrawn: null }),
    /** One of an institution, withdrawn or not, or null. */
    async find(institutionId: string, id: string): Promise<Benchmark | null> {
      return toRecord<Benchmark>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** Those in use, of every micro-credential or of one, oldest first. */
    async inUse(institutionId: string, microCredentialKey?: string): Promise<Benchmark[]> {
      const found = await rows
        .find({ institutionId, ...(microCredentialKey && { microCredentialKey }), withdrawn: null })
        .lean()
      const benchmarks = toRecords<Benchmark>(found)
      return benchmarks.sort((a, b) => a.made.at.getTime() - b.made.at.getTime() || a.id.localeCompare(b.id))
    },
    /** Takes one out of use. False where it was before. */
    async withdraw(
      institutionId: string,
      id: string,
      withdrawn: NonNullable<Benchmark['withdrawn']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, withdrawn: null },
        { $set: { withdrawn } },
      )
      return modifiedCount === 1
    },
  }
}

export type BenchmarkStore = ReturnType<typeof createBenchmarkStore>
