import type { Connection } from 'mongoose'
import { toRecords } from '../../database/records.js'
import type { Assessment } from '../assessment.js'

/** A whole institution, or one of its cohorts. */
export interface OverdueOf {
  institutionId: string
  cohortId?: string
}

/** A round whose promise has passed, as far as lists of them need it. */
export type LateRound = Pick<
  Assessment,
  'id' | 'cohortId' | 'submissionId' | 'personId' | 'assignmentId' | 'claimed'
> & { dueBy: Date }

const start = new Date(0)
const shown = { cohortId: 1, submissionId: 1, personId: 1, assignmentId: 1, claimed: 1, dueBy: 1 }

/** What has waited too long, read by index. */
export function createOverdueStore(connection: Connection) {
  const rows = connection.model('Assessment')

  return {
    /** Waiting rounds promised for before `now`, the oldest promise first, at most `limit`. */
    async late(of: OverdueOf, now: Date, limit: number): Promise<LateRound[]> {
      const found = await rows
        .find({ ...of, dueBy: { $gt: start, $lt: now } }, shown)
        .sort({ dueBy: 1 })
        .limit(limit)
        .lean()
      return toRecords<LateRound>(found)
    },
    /** How many waiting rounds nobody was found for when somebody was last looked for, after `since`; counted no further than `most`. */
    nobodyMay: (of: OverdueOf, since: Date, most: number): Promise<number> =>
      rows.countDocuments(
        { ...of, 'claimed.by': null, 'unplaced.lookedAt': { $gt: since }, dueBy: { $gt: start } },
        { limit: most },
      ),
  }
}

export type OverdueStore = ReturnType<typeof createOverdueStore>
