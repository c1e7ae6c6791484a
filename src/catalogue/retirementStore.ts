import type { Connection } from 'mongoose'
import { recordSchema, toRecord, toRecords } from '../database/records.js'

/** Taking a micro-credential out of what can be started, or bringing it back. */
export interface RetirementAct {
  kind: 'retired' | 'offeredAgain'
  at: Date
  by: string
  reason: string
}

interface Row {
  id: string
  institutionId: string
  key: string
  acts: RetirementAct[]
}

const standingOf = (row: Row | null): RetirementAct | null => {
  const last = row?.acts.at(-1)
  return last?.kind === 'retired' ? last : null
}

/** Which micro-credentials an institution no longer offers: one row per key, with every act on it. */
export function createRetirementStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    key: { type: String, required: true },
    acts: [{ kind: String, at: Date, by: String, reason: String, _id: false }],
  })
  schema.index({ institutionId: 1, key: 1 }, { unique: true })
  const rows = connection.model('Retirement', schema, 'retirements')
  return {
    /** Adds an act to what was done with a key before. */
    async add(institutionId: string, key: string, act: RetirementAct): Promise<void> {
      const own = { _id: `${institutionId}:${key}` }
      await rows.updateOne(
        own,
        { $setOnInsert: { institutionId, key }, $push: { acts: act } },
        { upsert: true },
      )
    },
    /** The retirement that stands, or null while the key is offered. */
    async standing(institutionId: string, key: string): Promise<RetirementAct | null> {
      return standingOf(toRecord<Row>(await rows.findOne({ institutionId, key }).lean()))
    },
    /** The keys that are retired now, with the act that did it. */
    async list(institutionId: string): Promise<Map<string, RetirementAct>> {
      const found = toRecords<Row>(await rows.find({ institutionId }).lean())
      const standing = found.map((row) => [row.key, standingOf(row)] as const)
      return new Map(standing.filter((pair): pair is [string, RetirementAct] => pair[1] !== null))
    },
  }
}

export type RetirementStore = ReturnType<typeof createRetirementStore>
