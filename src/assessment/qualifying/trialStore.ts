import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Judgement } from '../assessment.js'
import type { Trial } from './trial.js'

/** Who tried to qualify for what, and how near they came. */
export function createTrialStore(connection: Connection) {
  const text = { type: String, required: true }
  const schema = recordSchema({
    institutionId: text,
    personId: text,
    microCredentialKey: text,
    benchmarkId: text,
    number: { type: Number, required: true },
    began: { type: Date, required: true },
    draft: { type: [Object], required: true },
    finished: { type: Object, default: null },
  })
  schema.index({ institutionId: 1, personId: 1, microCredentialKey: 1, number: 1 }, { unique: true })
  const rows = connection.model('Trial', schema, 'trials')
  const find = async (institutionId: string, id: string, personId: string): Promise<Trial | null> =>
    toRecord<Trial>(await rows.findOne({ _id: id, institutionId, personId }).lean())

  return {
    /** Begins a trial; answers the one of that number that is there, where two beginnings meet. */
    async begin(trial: Omit<Trial, 'id' | 'draft' | 'finished'>): Promise<Trial | null> {
      const fresh: Trial = { id: newId(), ...trial, draft: [], finished: null }
      if (await addUnlessThere(rows, fresh)) return fresh
      const { institutionId, personId, microCredentialKey, number } = trial
      return toRecord<Trial>(
        await rows.findOne({ institutionId, personId, microCredentialKey, number }).lean(),
      )
    },
    /** One person's own trial, or null. */
    find,
    /** All trials of some people, oldest first. */
    async of(institutionId: string, personIds: readonly string[]): Promise<Trial[]> {
      if (personIds.length === 0) return []
      const found = await rows.find({ institutionId, personId: { $in: [...personIds] } }).lean()
      return toRecords<Trial>(found).sort((a, b) => a.began.getTime() - b.began.getTime())
    },
    /** Keeps what somebody has decided so far. False once it is finished. */
    async saveDraft(trial: Trial, draft: Judgement[]): Promise<boolean> {
      const { id, institutionId, personId } = trial
      const open = { _id: id, institutionId, personId, finished: null }
      return (await rows.updateOne(open, { $set: { draft } })).matchedCount === 1
    },
    /** Finishes a trial, once. False where it was before. */
    async finish(trial: Trial, finished: NonNullable<Trial['finished']>): Promise<boolean> {
      const { id, institutionId, personId } = trial
      const open = { _id: id, institutionId, personId, finished: null }
      return (await rows.updateOne(open, { $set: { finished, draft: [] } })).modifiedCount === 1
    },
  }
}

export type TrialStore = ReturnType<typeof createTrialStore>
