import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets } from '../catalogue/rubric.js'
import {
  metAndUnmet,
  openCriteria,
  type Assessment,
  type AssessmentOutcome,
  type FinalJudgement,
  type Judgement,
} from './assessment.js'

export type JudgementProblemCode = 'noLevel' | 'noFeedback'

/** What keeps an assessment from being finalised, criterion by criterion. */
export interface JudgementProblem {
  criterionId: string
  code: JudgementProblemCode
}

export type FinalisingDecision =
  | {
      kind: 'finalise'
      outcome: AssessmentOutcome
      judgements: FinalJudgement[]
      met: string[]
      unmet: string[]
    }
  | { kind: 'incomplete'; problems: JudgementProblem[] }
  | { kind: 'alreadyFinalised' }

/**
 * Whether these judgements settle the assessment: every open criterion needs a level of the rubric, and every
 * one that is not met needs feedback, because its educator has to know what to do. What went back is settled, too.
 */
export function decideFinalising(
  assessment: Pick<Assessment, 'finalised' | 'wentBack' | 'carried'>,
  microCredential: Pick<MicroCredential, 'rubric'>,
  judgements: readonly Judgement[],
): FinalisingDecision {
  if (assessment.finalised || assessment.wentBack) return { kind: 'alreadyFinalised' }
  const { rubric } = microCredential
  const problems: JudgementProblem[] = []
  const settled: FinalJudgement[] = []
  for (const { id } of openCriteria(assessment, microCredential)) {
    const given = judgements.find(({ criterionId }) => criterionId === id)
    const level = rubric.levels.find((one) => one.id === given?.levelId)
    const comment = given?.comment.trim() ?? ''
    const next = given?.next?.trim() ?? ''
    if (!level) problems.push({ criterionId: id, code: 'noLevel' })
    else if (!meets(rubric, level.id) && comment === '')
      problems.push({ criterionId: id, code: 'noFeedback' })
    else settled.push({ criterionId: id, levelId: level.id, comment, ...(next && { next }) })
  }
  if (problems.length > 0) return { kind: 'incomplete', problems }
  const all = [...assessment.carried, ...settled]
  const judged = rubric.criteria.flatMap(({ id }) => all.filter(({ criterionId }) => criterionId === id))
  const { met, unmet } = metAndUnmet(judged, microCredential)
  return { kind: 'finalise', outcome: unmet.length === 0 ? 'met' : 'notYet', judgements: judged, met, unmet }
}
