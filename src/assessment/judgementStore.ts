import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema } from '../database/records.js'
import type { JudgementRecord } from './judgementRecord.js'

/** Which judgements to read. Times: `from` included, `until` not. */
export interface JudgementQuery {
  institutionId: string
  microCredentialKey?: string
  from?: Date
  until?: Date
}

/** Every judgement of every criterion, for the statistics: written once beside what it comes from, never changed. */
export function createJudgementStore(connection: Connection) {
  const text = { type: String, required: true }
  const number = { type: Number, required: true }
  const schema = recordSchema({
    institutionId: text,
    microCredentialKey: text,
    microCredentialVersion: number,
    criterionId: text,
    submissionId: text,
    attempt: number,
    assessorId: text,
    level: number,
    levels: number,
    meetsFrom: number,
    at: { type: Date, required: true },
    kind: text,
  })
  schema.index({ institutionId: 1, at: 1 })
  schema.index({ institutionId: 1, microCredentialKey: 1, at: 1 })
  const rows = connection.model('Judgement', schema, 'judgements')

  return {
    /** Keeps the judgements of one source (an assessment, a sample judged). The same source again changes nothing. */
    async add(sourceId: string, records: readonly JudgementRecord[]): Promise<void> {
      for (const record of records)
        await addUnlessThere(rows, { id: `${sourceId}:${record.criterionId}`, ...record })
    },
    /** How many judgements are noted of each source; those without any are left out. */
    async counted(sourceIds: readonly string[]): Promise<Map<string, number>> {
      const counts = new Map<string, number>()
      for (const id of sourceIds) {
        const count = await rows.countDocuments({ _id: { $gte: `${id}:`, $lt: `${id};` } })
        if (count > 0) counts.set(id, count)
      }
      return counts
    },
    /** Reads judgements one by one, oldest first, however many there are. */
    async *stream(query: JudgementQuery): AsyncGenerator<JudgementRecord> {
      const { institutionId, microCredentialKey, from, until } = query
      const at = { ...(from && { $gte: from }), ...(until && { $lt: until }) }
      const cursor = rows
        .find({
          institutionId,
          ...(microCredentialKey && { microCredentialKey }),
          ...(Object.keys(at).length > 0 && { at }),
        })
        .sort({ at: 1 })
        .lean<JudgementRecord>()
        .cursor({ batchSize: 1_000 })
      for await (const row of cursor) yield row
    },
  }
}

export type JudgementStore = ReturnType<typeof createJudgementStore>
