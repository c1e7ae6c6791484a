import type { FinalisedAssessment } from '../assessment/assessment.js'
import type { ScoreChange } from '../gradebook/scorePost.js'
import type { SubmittedAttempt } from '../submissions/submission.js'

/** Evidence was sent: the gradebook learns that somebody waits for an answer, and keeps the score it has. */
export function scoreOfSubmitted(sent: SubmittedAttempt): ScoreChange {
  const { institutionId, cohortId, assignmentId, personId, submissionId } = sent
  return {
    key: `submission:${submissionId}:${String(sent.attempt)}`,
    institutionId,
    cohortId,
    assignmentId,
    personId,
    kind: 'submitted',
    at: sent.at,
    score: null,
    comment: '',
    startedAt: sent.startedAt,
    submittedAt: sent.firstAt,
    submissionPath: `/submissions/${submissionId}`,
  }
}

/** The share of criteria met, as the gradebook gets it: whole points of 100. */
export const scoreGiven = (met: number, total: number) => ({
  given: Math.round((100 * met) / total),
  maximum: 100,
})

/** An attempt has a result: the share of criteria met, of 100, with what the assessor says in words. */
export function scoreOfFinalised(finalised: FinalisedAssessment): ScoreChange {
  const { institutionId, cohortId, assignmentId, personId, submissionId } = finalised
  const { criteriaMet, criteriaTotal } = finalised
  return {
    key: `assessment:${finalised.assessmentId}`,
    institutionId,
    cohortId,
    assignmentId,
    personId,
    kind: 'finalised',
    at: finalised.finalisedAt,
    score: scoreGiven(criteriaMet, criteriaTotal),
    comment: finalised.comment,
    startedAt: finalised.startedAt,
    submittedAt: finalised.submittedAt,
    submissionPath: `/submissions/${submissionId}`,
  }
}
