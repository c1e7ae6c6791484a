import { sameShare } from './lmsGrade.js'
import type { PostResult, ReadResult } from './ports.js'
import type { ScorePost, Settlement, Try } from './scorePost.js'

const FIRST_DELAY_MS = 5_000
const LONGEST_DELAY_MS = 600_000
/** From here on, about a day after the first try, an hour between tries is soon enough. */
const PATIENT_AFTER = 150
const PATIENT_DELAY_MS = 3_600_000
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000
/** About two weeks after the first try. */
const MOST_TRIES = 500

/** What an answer means for a post. */
export type AnswerDecision =
  | { kind: 'settle'; settlement: Settlement; tried: Try }
  | { kind: 'retry'; nextAt: Date; tried: Try }
  | { kind: 'restamp'; tried: Try }

/**
 * How long to wait after the nth try in a row that failed: 5 s, doubled each time up to ten minutes (an hour when a day
 * has gone by), a fifth more or less by chance (`chance` in 0..1) so that many posts do not come back at once. Never
 * sooner than the LMS asked for.
 */
function delayMs(failures: number, chance: number, retryAfterSeconds = 0): number {
  const longest = failures > PATIENT_AFTER ? PATIENT_DELAY_MS : LONGEST_DELAY_MS
  const backOff = Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 20), longest)
  const asked = Math.min(Math.max(retryAfterSeconds, 0) * 1000, LONGEST_RETRY_AFTER_MS)
  return Math.max(Math.round(backOff * (0.8 + 0.4 * chance)), asked)
}

/** Decides what follows from the LMS's answer; `found` is its result, read when it called the score stale. */
export function decideAnswer(
  post: ScorePost,
  answer: PostResult,
  found: ReadResult | null,
  now: Date,
  chance: number,
): AnswerDecision {
  const tried = (outcome: Try['outcome'], reason: string | null = null): Try => ({
    at: now,
    status: answer.status ?? null,
    outcome,
    reason,
  })
  const settle = (settlement: Settlement, as: Try): AnswerDecision => ({
    kind: 'settle',
    settlement,
    tried: as,
  })
  const refuse = (code: Extract<Settlement, { kind: 'refused' }>['code'], as: Try) =>
    settle({ kind: 'refused', at: now, code, status: answer.status ?? null }, as)
  const again = (as: Try, after?: number): AnswerDecision => {
    const failures = post.tries.filter((each) => each.at >= post.timestamp).length + 1
    if (failures >= MOST_TRIES) return refuse('gave-up', as)
    return { kind: 'retry', nextAt: new Date(now.getTime() + delayMs(failures, chance, after)), tried: as }
  }

  switch (answer.kind) {
    case 'accepted':
      return settle({ kind: 'accepted', at: now, status: answer.status, how: 'sent' }, tried('accepted'))
    case 'refused':
      return refuse(answer.code, tried('refused', answer.code))
    case 'retry':
      return again(tried('retry', answer.reason), answer.after)
    case 'stale':
      return decideStale()
  }

  /**
   * The LMS holds something as new or newer. If it is this very score, an earlier try had arrived and only its answer
   * was lost. If it is empty, nobody's grade is in the way and the score goes again with a new timestamp, once. If
   * it is another score, somebody set it later in the LMS: that is for a person to decide.
   */
  function decideStale(): AnswerDecision {
    if (!found || found.kind === 'unknown') return again(tried('stale', 'result-unreadable'))
    if (post.score === null)
      return settle({ kind: 'not-needed', at: now, reason: 'newer-in-lms' }, tried('stale', 'newer-in-lms'))
    if (found.kind === 'found' && holds(found, post))
      return settle(
        { kind: 'accepted', at: now, status: answer.status ?? null, how: 'already-there' },
        tried('stale', 'already-there'),
      )
    const empty = found.kind === 'none' || found.score === null
    if (empty && post.restamped === 0) return { kind: 'restamp', tried: tried('stale', 'restamped') }
    return refuse('newer-in-lms', tried('stale', 'newer-in-lms'))
  }
}

/** Whether a result shows the post's score: rescaled by the LMS and kept with few decimals (observed in Moodle 4.5). */
function holds(found: Extract<ReadResult, { kind: 'found' }>, post: ScorePost): boolean {
  if (found.score === null || post.score === null) return false
  const ours = { score: post.score.given, maximum: post.score.maximum }
  const sameComment = found.comment === null || found.comment.trim() === post.comment.trim()
  return sameShare(found, ours) && sameComment
}
