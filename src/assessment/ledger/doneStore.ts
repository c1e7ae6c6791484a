import type { Connection } from 'mongoose'
import { toRecords } from '../../database/records.js'
import type { Assessment, Finalised } from '../assessment.js'
import type { NormingRound, NormingScore } from '../norming/normingRound.js'

/** A finalised round, without what was judged. */
export type DoneRound = Pick<Assessment, 'id' | 'round' | 'corrects' | 'microCredentialId'> & {
  finalised: Pick<Finalised, 'by' | 'at'>
}

/** A work scored in a norming round, without its levels. */
export type DoneScore = Pick<NormingScore, 'id' | 'roundId' | 'submissionId' | 'attempt' | 'personId' | 'at'>

/** What assessors have finished in an institution, read by index: from one moment up to another, of one person if asked. */
export function createDoneStore(connection: Connection) {
  const [rounds, scores, groups] = ['Assessment', 'NormingScore', 'NormingRound'].map((name) =>
    connection.model(name),
  )
  if (!rounds || !scores || !groups) throw new Error('the models of assessments come first')

  return {
    /** Finalised rounds of judging. */
    async finalised(institutionId: string, from: Date, until: Date, by?: string): Promise<DoneRound[]> {
      const whose = by === undefined ? {} : { 'finalised.by': by }
      const shown = { round: 1, corrects: 1, microCredentialId: 1, 'finalised.by': 1, 'finalised.at': 1 }
      const found = await rounds
        .find({ institutionId, ...whose, 'finalised.at': { $gte: from, $lt: until } }, shown)
        .lean()
      return toRecords(found)
    },
    /** Scores handed in for norming rounds. */
    async scored(institutionId: string, from: Date, until: Date, by?: string): Promise<DoneScore[]> {
      const whose = by === undefined ? {} : { personId: by }
      const found = await scores
        .find({ institutionId, ...whose, at: { $gte: from, $lt: until } }, { judgements: 0 })
        .lean()
      return toRecords(found)
    },
    /** The norming rounds with these ids. */
    async groups(institutionId: string, ids: readonly string[]): Promise<NormingRound[]> {
      if (ids.length === 0) return []
      return toRecords(await groups.find({ _id: { $in: [...ids] }, institutionId }).lean())
    },
  }
}

export type DoneStore = ReturnType<typeof createDoneStore>
