import type { Connection } from 'mongoose'
import { newId } from '../../database/ids.js'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { NormingRound, NormingScore } from './normingRound.js'

const SHOWN = 100
const LATEST = 20

/** Norming rounds and what was handed in for them. Closing is one conditional update; handing in twice is refused by a unique key. */
export function createNormingStore(connection: Connection) {
  const text = { type: String, required: true }
  const time = { type: Date, required: true }
  const roundSchema = recordSchema({
    institutionId: text,
    cohortId: text,
    title: text,
    microCredentialId: text,
    microCredentialKey: text,
    works: { type: [Object], required: true },
    participants: { type: [String], required: true },
    closesAt: time,
    opened: { type: Object, required: true },
    closed: { type: Object, default: null },
    toFollow: { type: Date, default: null },
    key: text,
  })
  roundSchema.index({ institutionId: 1, cohortId: 1, closesAt: -1 })
  roundSchema.index({ institutionId: 1, closesAt: -1 })
  roundSchema.index({ cohortId: 1, 'opened.by': 1, key: 1 }, { unique: true })
  roundSchema.index({ closed: 1, closesAt: 1 })
  roundSchema.index({ toFollow: 1 })
  const scoreSchema = recordSchema({
    institutionId: text,
    roundId: text,
    submissionId: text,
    attempt: { type: Number, required: true },
    personId: text,
    judgements: { type: [Object], required: true },
    at: time,
  })
  scoreSchema.index({ roundId: 1, submissionId: 1, attempt: 1, personId: 1 }, { unique: true })
  scoreSchema.index({ institutionId: 1, at: 1 })
  scoreSchema.index({ institutionId: 1, personId: 1, at: 1 })
  const rounds = connection.model('NormingRound', roundSchema, 'normingRounds')
  const scores = connection.model('NormingScore', scoreSchema, 'normingScores')

  return {
    /** Keeps a new round. The same form (its key) again answers the round it made. */
    async open(round: Omit<NormingRound, 'id' | 'closed' | 'toFollow'>, key: string): Promise<string> {
      const fresh = { id: newId(), ...round, closed: null, toFollow: null, key }
      if (await addUnlessThere(rounds, fresh)) return fresh.id
      const { institutionId, cohortId, opened } = round
      const there = toRecord(
        await rounds.findOne({ institutionId, cohortId, 'opened.by': opened.by, key }).lean(),
      )
      return there?.id ?? fresh.id
    },
    /** One round of an institution, or null. */
    async find(institutionId: string, id: string): Promise<NormingRound | null> {
      return toRecord<NormingRound>(await rounds.findOne({ _id: id, institutionId }).lean())
    },
    /** The rounds of a cohort, the one that closes last first. */
    async ofCohort(institutionId: string, cohortId: string): Promise<NormingRound[]> {
      const found = await rounds.find({ institutionId, cohortId }).sort({ closesAt: -1 }).limit(SHOWN).lean()
      return toRecords(found)
    },
    /** The rounds of an institution, the one that closes last first; the latest ones only. */
    async ofInstitution(institutionId: string): Promise<NormingRound[]> {
      return toRecords(await rounds.find({ institutionId }).sort({ closesAt: -1 }).limit(LATEST).lean())
    },
    /** Closes an open round. False when it was closed already. */
    async close(institutionId: string, id: string, closed: { by: string; at: Date }): Promise<boolean> {
      const { modifiedCount } = await rounds.updateOne(
        { _id: id, institutionId, closed: null },
        { $set: { closed, toFollow: closed.at } },
      )
      return modifiedCount === 1
    },
    /** Open rounds whose day has come, in any institution, a few at a time. */
    async due(now: Date): Promise<NormingRound[]> {
      return toRecords(await rounds.find({ closed: null, closesAt: { $lte: now } }).limit(SHOWN).lean()) // prettier-ignore
    },
    /** Closed rounds whose judgements are not noted yet. */
    async unfollowed(): Promise<NormingRound[]> {
      return toRecords(await rounds.find({ toFollow: { $ne: null } }).limit(SHOWN).lean()) // prettier-ignore
    },
    /** Notes that everything that follows closing is done. */
    async followed(institutionId: string, id: string): Promise<void> {
      await rounds.updateOne({ _id: id, institutionId }, { $set: { toFollow: null } })
    },
    /** Keeps what somebody hands in for one work. False when they have done so before. */
    handIn: (score: Omit<NormingScore, 'id'>): Promise<boolean> =>
      addUnlessThere(scores, { id: newId(), ...score }),
    /** Everything handed in for these rounds, oldest first. */
    async scoresOf(institutionId: string, roundIds: readonly string[]): Promise<NormingScore[]> {
      if (roundIds.length === 0) return []
      return toRecords(await scores.find({ roundId: { $in: roundIds }, institutionId }).sort({ at: 1 }).lean()) // prettier-ignore
    },
  }
}

export type NormingStore = ReturnType<typeof createNormingStore>
