import { currentAttempt, sendingOf, type Submission } from './submission.js'

/** What can be wrong with a piece before anybody judges it. Closed: each has its words in the locale files. */
export const missingReasons = ['missing', 'cannotOpen', 'cannotHear', 'cannotRead'] as const
export type MissingReason = (typeof missingReasons)[number]

/** One piece that is missing or of no use as it came, in the words of whoever looked. */
export interface MissingPiece {
  slotId: string
  reason: MissingReason
  words: string
}

/** A sending that came back because it was not complete. No judgement, and no attempt used; the record stays. */
export interface SentBack {
  /** What had been sent and promised. */
  sent: { at: Date; promisedBy: Date }
  by: string
  at: Date
  missing: MissingPiece[]
}

/** The news that a sending comes back. `sending`: which one of its attempt, from 1. */
export interface SendingBack extends Omit<SentBack, 'sent'> {
  attempt: number
  sending: number
}

/**
 * What becomes of a submission whose latest sending comes back: the same attempt is open again, with all that was
 * sent in it, and nothing is promised until it is sent anew. Null where that has happened, or something later has.
 */
export function decideSendingBack(submission: Submission, news: SendingBack): Submission | null {
  const current = currentAttempt(submission)
  const { submitted: sent } = current
  const { attempt, sending, by, at, missing } = news
  if (current.number !== attempt || sendingOf(current) !== sending || !sent || submission.met) return null
  const back = {
    ...current,
    submitted: null,
    sentBack: [...(current.sentBack ?? []), { sent, by, at, missing }],
  }
  return {
    ...submission,
    attempts: submission.attempts.map((one) => (one.number === attempt ? back : one)),
    promisedBy: null,
    toFollow: null,
    updatedAt: at,
  }
}
