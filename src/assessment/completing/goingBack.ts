import { missingReasons, type MissingPiece } from '../../submissions/sendingBack.js'
import type { Attempt } from '../../submissions/submission.js'
import type { Assessment } from '../assessment.js'

/** What a form says of one piece; nothing where it is all there. */
export interface SaidOfPiece {
  slotId: string
  reason: string
  words: string
}

export interface GoingBackProblem {
  slotId: string
  code: 'noReason' | 'noWords'
}

export type GoingBackDecision =
  | { kind: 'back'; missing: MissingPiece[] }
  | { kind: 'incomplete'; problems: GoingBackProblem[] }
  | { kind: 'nothingNamed' }
  | { kind: 'refused'; because: GoingBackRefusal }

/** Why a round may not go back: each has its sentence under `errors.assessment`. */
export type GoingBackRefusal = 'nothing_waits' | 'not_first_round' | 'recorded_work'

/**
 * Whether a round may still go back to its educator as not complete: only the first look, before anybody has said
 * anything of it, and never what somebody else wrote down for them, who could not mend it.
 */
export function decideMayGoBack(
  round: Pick<Assessment, 'round' | 'finalised' | 'withdrawn' | 'wentBack'>,
  attempt: Pick<Attempt, 'submitted' | 'recorded'> | undefined,
): GoingBackRefusal | null {
  if (round.round !== 'first') return 'not_first_round'
  if (attempt?.recorded) return 'recorded_work'
  if (round.finalised || round.withdrawn || round.wentBack || !attempt?.submitted) return 'nothing_waits'
  return null
}

/** What is missing, as said piece by piece: each piece named needs a reason of the list and words of its own. */
export function decideGoingBack(
  round: Parameters<typeof decideMayGoBack>[0],
  attempt: Pick<Attempt, 'submitted' | 'recorded' | 'openSlots'> | undefined,
  said: readonly SaidOfPiece[],
): GoingBackDecision {
  const because = decideMayGoBack(round, attempt)
  if (because) return { kind: 'refused', because }
  const missing: MissingPiece[] = []
  const problems: GoingBackProblem[] = []
  for (const { slotId, reason: chosen, words: typed } of said) {
    const words = typed.trim()
    const reason = missingReasons.find((one) => one === chosen)
    if ((!chosen && !words) || !attempt?.openSlots.includes(slotId)) continue
    if (!reason) problems.push({ slotId, code: 'noReason' })
    else if (words === '') problems.push({ slotId, code: 'noWords' })
    else missing.push({ slotId, reason, words })
  }
  if (problems.length > 0) return { kind: 'incomplete', problems }
  return missing.length === 0 ? { kind: 'nothingNamed' } : { kind: 'back', missing }
}
