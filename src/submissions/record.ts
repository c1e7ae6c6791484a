import type { Assignment, Enrolment } from '../cohorts/cohort.js'
import { dayOf } from './details.js'

/** How somebody's work was seen that they could not show here themselves. */
export const recordWays = ['visit', 'paper'] as const
export type RecordWay = (typeof recordWays)[number]

/** What was seen, as whoever writes it down tells it. */
export interface Seen {
  way: RecordWay
  /** ISO calendar day. */
  seenOn: string
  /** Who saw it, in the writer's words: "Ms Ortiz, principal". */
  seenBy: string
  text: string
}

/** A record of somebody's work, written down for them by an assessor or facilitator. It is never changed. */
export interface WorkRecord extends Seen {
  by: string
  at: Date
}

/** Where it is noon, it may be tomorrow already further east. */
const EAST_MS = 14 * 3_600_000

/** Whether a day may be said of something seen: today anywhere, or earlier. */
export const isSeenBy = (day: string, now: Date): boolean => day <= dayOf(new Date(now.getTime() + EAST_MS))

export type RecordingDecision = 'record' | 'notHere' | 'ownWork' | 'nobody' | 'begun'

/**
 * Whether work may be recorded for somebody: for educators of the course who have not begun by themselves, on an assignment
 * that is assessed here, and never by the educator.
 */
export function decideRecording(state: {
  assignment: Pick<Assignment, 'cohortId' | 'microCredentialId' | 'lmsGraded'> | null
  enrolment: Pick<Enrolment, 'cohortId' | 'personId' | 'roles' | 'leftAt' | 'testLearner'> | null
  cohortId: string
  writerId: string
  begun: boolean
}): RecordingDecision {
  const { assignment, enrolment, cohortId } = state
  if (assignment?.cohortId !== cohortId || !assignment.microCredentialId || assignment.lmsGraded)
    return 'notHere'
  if (enrolment?.personId === state.writerId) return 'ownWork'
  if (!enrolment?.roles.includes('educator') || enrolment.leftAt || enrolment.testLearner) return 'nobody'
  return state.begun ? 'begun' : 'record'
}
