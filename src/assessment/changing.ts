import { sentAttempts, type Submission } from '../submissions/submission.js'
import type { Assessment, FinalJudgement } from './assessment.js'
import type { Result } from './round.js'

/** Why a result can no longer be changed this way; each has its sentence under `errors.assessment`. */
export type ChangeRefusal =
  | 'no_result'
  | 'appealed_before'
  | 'nothing_to_appeal'
  | 'appeal_waits'
  | 'later_attempt'
  | 'result_changed'
  | 'not_yours'

export type ChangeDecision = { kind: 'change'; result: Result } | { kind: 'refused'; because: ChangeRefusal }

/** What both ways of changing a result start from. */
export interface Standing {
  submission: Submission
  attempt: number
  /** All rounds of the attempt. */
  judged: readonly Assessment[]
  result: Result | null
}

const refused = (because: ChangeRefusal): ChangeDecision => ({ kind: 'refused', because })

const isLatest = ({ submission, attempt }: Standing) => sentAttempts(submission).at(-1)?.number === attempt

/** Whether an educator may ask somebody new to look again: once for each attempt, while it is the latest, if not met. */
export function decideAppeal(standing: Standing): ChangeDecision {
  const { judged, result } = standing
  if (!result) return refused('no_result')
  if (judged.some(({ round }) => round === 'appeal')) return refused('appealed_before')
  if (result.outcome === 'met') return refused('nothing_to_appeal')
  return isLatest(standing) ? { kind: 'change', result } : refused('later_attempt')
}

/**
 * Whether somebody may put another judgement in the place of the one that stands: who gave it, or a facilitator; of
 * the latest attempt only, because later ones rest on it; not while somebody new is looking at it.
 * @param corrects the round whose judgement they read and want to correct
 */
export function decideCorrection(
  standing: Standing,
  corrects: string,
  by: { personId: string; facilitates: boolean },
): ChangeDecision {
  const { judged, result } = standing
  if (!result) return refused('no_result')
  if (result.assessmentId !== corrects) return refused('result_changed')
  if (result.by !== by.personId && !by.facilitates) return refused('not_yours')
  if (judged.some(({ round, finalised }) => round === 'appeal' && !finalised)) return refused('appeal_waits')
  return isLatest(standing) ? { kind: 'change', result } : refused('later_attempt')
}

/** What an appeal leaves settled: whatever the standing result found met, so that nobody loses by asking. */
export const settledBefore = ({ judgements }: Result, met: readonly string[]): FinalJudgement[] =>
  judgements.filter(({ criterionId }) => met.includes(criterionId))
