import { isDeepStrictEqual } from 'node:util'
import type { MicroCredentialContent } from '../catalogue/microCredential.js'
import { addWorkingDays } from '../clock/clock.js'
import { missingSlots, type SlotProblem } from './evidenceCheck.js'
import { currentAttempt, type Attempt, type Submission } from './submission.js'

/** The first attempt: every slot is open, nothing is carried. */
export function firstAttempt(content: MicroCredentialContent, at: Date): Attempt {
  return {
    number: 1,
    openedAt: at,
    submitted: null,
    openSlots: content.slots.map((slot) => slot.id),
    carriedCriteria: [],
  }
}

export type SendingDecision =
  | { kind: 'send'; attempt: number; submitted: { at: Date; promisedBy: Date } }
  | { kind: 'alreadySent'; attempt: number }
  | { kind: 'missing'; problems: SlotProblem[] }

/**
 * Whether the current attempt may go to an assessor. Only named slots can hold it back.
 * @param promiseDays working days within which the institution promises an answer
 */
export function decideSending(
  submission: Submission,
  content: MicroCredentialContent,
  now: Date,
  promiseDays: number,
): SendingDecision {
  const attempt = currentAttempt(submission)
  if (attempt.submitted) return { kind: 'alreadySent', attempt: attempt.number }
  const problems = missingSlots(content, submission)
  if (problems.length > 0) return { kind: 'missing', problems }
  return {
    kind: 'send',
    attempt: attempt.number,
    submitted: { at: now, promisedBy: addWorkingDays(now, promiseDays) },
  }
}

/** The result of assessing one attempt: which criteria are met now (earlier ones included) and which are not. */
export interface Outcome {
  attempt: number
  met: string[]
  unmet: string[]
  at: Date
}

export type OutcomeDecision =
  | { kind: 'done'; met: { at: Date; attempt: number } }
  | { kind: 'openNext'; next: Attempt }
  | { kind: 'alreadyApplied' }

/**
 * What an outcome does to a submission: everything met ends it, anything else opens the next attempt with the slots
 * of the unmet criteria only. A changed outcome of the latest sent attempt ends it, reopens it or opens other slots;
 * one of an attempt that has been followed by another changes nothing but from unmet to met. Applying the same
 * outcome again changes nothing.
 */
export function decideOutcome(
  submission: Submission,
  content: MicroCredentialContent,
  outcome: Outcome,
  now: Date,
): OutcomeDecision {
  const { attempts, met } = submission
  const judged = attempts.find(({ number }) => number === outcome.attempt)
  if (!judged?.submitted) return { kind: 'alreadyApplied' }
  if (outcome.unmet.length === 0)
    return met
      ? { kind: 'alreadyApplied' }
      : { kind: 'done', met: { at: outcome.at, attempt: outcome.attempt } }
  const following = attempts.find(({ number }) => number === outcome.attempt + 1)
  if (following?.submitted || (met && met.attempt !== outcome.attempt)) return { kind: 'alreadyApplied' }
  const next = {
    number: outcome.attempt + 1,
    openedAt: following?.openedAt ?? now,
    submitted: null,
    openSlots: slotsOf(content, outcome.unmet),
    carriedCriteria: outcome.met,
    ...(following?.sentBack && { sentBack: following.sentBack }),
  }
  const same = !met && following !== undefined && isDeepStrictEqual(following, next)
  return same ? { kind: 'alreadyApplied' } : { kind: 'openNext', next }
}

/** The slots that show these criteria, in slot order. A criterion that names no slot is shown by all of them. */
export function slotsOf(content: MicroCredentialContent, criterionIds: readonly string[]): string[] {
  const criteria = content.rubric.criteria.filter((criterion) => criterionIds.includes(criterion.id))
  const everywhere = criteria.some((criterion) => criterion.slots.length === 0)
  return content.slots
    .map((slot) => slot.id)
    .filter((id) => everywhere || criteria.some((criterion) => criterion.slots.includes(id)))
}
