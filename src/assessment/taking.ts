import type { Assessment } from './assessment.js'

/** Somebody who would like to judge a round. */
export interface Candidate {
  personId: string
  /** Whether they may decide where two assessors differ, and on appeals. */
  mayAdjudicate: boolean
  /** Whom they have ever coached. */
  coached: ReadonlySet<string>
}

/** Why somebody may not take a round: each has its sentence under `errors.assessment`. */
export type TakingRefusal = 'own_work' | 'coached' | 'judged_before' | 'not_adjudicator'

export type TakingDecision = { kind: 'take' } | { kind: 'refused'; because: TakingRefusal }

/**
 * Whether somebody may judge a round: never their own work or that of somebody they coached, never an attempt they judged
 * before in another round, and where two differ or an educator appealed only with the right to decide.
 */
export function decideTaking(
  round: Pick<Assessment, 'personId' | 'round' | 'barred'>,
  candidate: Candidate,
): TakingDecision {
  const refused = (because: TakingRefusal): TakingDecision => ({ kind: 'refused', because })
  if (round.personId === candidate.personId) return refused('own_work')
  if (candidate.coached.has(round.personId)) return refused('coached')
  if (round.barred.includes(candidate.personId)) return refused('judged_before')
  const decides = round.round === 'adjudication' || round.round === 'appeal'
  if (decides && !candidate.mayAdjudicate) return refused('not_adjudicator')
  return { kind: 'take' }
}
