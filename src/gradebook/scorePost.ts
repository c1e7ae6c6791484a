import type { RefusalCode } from './ports.js'

/** What happened to somebody's work that the gradebook should know. */
export interface ScoreChange {
  /** Unique for the change, for example `assessment:<id>` or `submission:<id>:<attempt>`. */
  key: string
  institutionId: string
  cohortId: string
  assignmentId: string
  personId: string
  kind: 'submitted' | 'finalised'
  /** The moment of the change. */
  at: Date
  /** Null where there is no score yet. */
  score: Score | null
  /** Plain text for the learner; every score replaces the comment before it (AGS §3.4). */
  comment: string
  submittedAt: Date
  startedAt?: Date
  /** Path of our page that shows the work to graders. */
  submissionPath: string
}

export interface Score {
  given: number
  maximum: number
}

/** One answer, or silence, of the LMS. */
export interface Try {
  at: Date
  /** HTTP status; null where nothing came back. */
  status: number | null
  outcome: 'accepted' | 'retry' | 'stale' | 'refused' | 'interrupted'
  reason: string | null
}

/** How a post ended. */
export type Settlement =
  | { kind: 'accepted'; at: Date; status: number | null; how: 'sent' | 'already-there' }
  | { kind: 'refused'; at: Date; code: RefusalCode | 'newer-in-lms' | 'gave-up'; status: number | null }
  | { kind: 'superseded'; at: Date; by: string }
  | { kind: 'not-needed'; at: Date; reason: NotNeededReason }

export type NotNeededReason =
  'test-learner' | 'moodle-shows-grades-only' | 'would-clear-grade' | 'newer-in-lms'

/** Why a post cannot go yet; each ends by itself once its cause is mended. */
export type HoldReason =
  'no-line-item' | 'no-user-id' | 'platform-disabled' | 'scores-not-allowed' | 'address-gone' | 'lms-grade'

/** One row of the outbox. Posts of one person in one assignment form a lane and go one after another. */
export interface ScorePost extends Omit<ScoreChange, 'startedAt'> {
  id: string
  startedAt: Date | null
  registrationId: string | null
  /** What the LMS orders scores by: the moment of the change, at least one whole second after the lane's last. */
  timestamp: Date
  /** The timestamp in whole seconds; unique within the lane. */
  second: number
  /** When to try next; null once settled. */
  nextAt: Date | null
  hold: HoldReason | null
  lease: { by: string; until: Date } | null
  tries: Try[]
  /** How often its timestamp was renewed by itself because the LMS held a newer, empty result. */
  restamped: number
  settled: Settlement | null
  /** A facilitator's word that it goes out although somebody set another grade in the LMS. */
  confirmed: { by: string; at: Date } | null
}

/**
 * The timestamp of a new post: the moment of the change, but in a later whole second than everything before it in
 * the lane, because Moodle compares whole seconds and answers 409 to equals (observed in Moodle 4.5).
 */
export function nextTimestamp(at: Date, lastSecond: number | null): Date {
  const earliest = lastSecond === null ? -Infinity : (lastSecond + 1) * 1000
  return new Date(Math.max(at.getTime(), earliest))
}

export const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1000)

/** What the ledger calls a post. */
export type PostState = 'sent' | 'queued' | 'retrying' | 'waiting' | 'refused' | 'superseded' | 'not-needed'

export function stateOf(post: Pick<ScorePost, 'settled' | 'hold' | 'tries'>): PostState {
  if (post.settled) return post.settled.kind === 'accepted' ? 'sent' : post.settled.kind
  if (post.hold) return 'waiting'
  return post.tries.length > 0 ? 'retrying' : 'queued'
}
