import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets, type Criterion } from '../catalogue/rubric.js'
import { currentAttempt, type Submission } from '../submissions/submission.js'

/** What an assessor has decided about one criterion so far; a level may still be open. */
export interface Judgement {
  criterionId: string
  levelId: string | null
  comment: string
}

/** A judgement with its level: what a finalised assessment is made of. */
export interface FinalJudgement {
  criterionId: string
  levelId: string
  comment: string
}

export type AssessmentOutcome = 'met' | 'notYet'

/** One assessor's judgements while they are still thinking. */
export interface JudgementDraft {
  judgements: Judgement[]
  savedAt: Date
}

/** The assessment of one attempt. Unique by submission and attempt; finalised once and never edited after. */
export interface Assessment {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  submissionId: string
  personId: string
  microCredentialId: string
  attempt: number
  /** Who began it: a courtesy to other assessors, not a lock. */
  claimed: { by: string; at: Date } | null
  /** Each assessor's own draft by their person id, so that two never overwrite each other. */
  drafts: Record<string, JudgementDraft>
  /** Criteria met in earlier attempts, with the level given then. */
  carried: FinalJudgement[]
  finalised: {
    by: string
    at: Date
    outcome: AssessmentOutcome
    /** Every criterion, carried ones included, in rubric order. */
    judgements: FinalJudgement[]
  } | null
  /** Since when the things that follow finalising wait to be done; null when they are. */
  toFollow: Date | null
  createdAt: Date
}

/** A finalised assessment, as the rooms that follow (scores, badges) see it. */
export interface FinalisedAssessment {
  assessmentId: string
  institutionId: string
  cohortId: string
  assignmentId: string
  submissionId: string
  personId: string
  microCredentialId: string
  microCredentialKey: string
  attempt: number
  outcome: AssessmentOutcome
  /** All criteria, carried ones included. */
  levels: { criterionId: string; levelId: string }[]
  criteriaMet: number
  criteriaTotal: number
  /** A summary for the LMS gradebook: plain text, in the educator's language. */
  comment: string
  submittedAt: Date
  finalisedAt: Date
  assessorId: string
}

/** The criteria an assessor judges in this assessment; carried ones are settled. */
export const openCriteria = (
  assessment: Pick<Assessment, 'carried'>,
  { rubric }: Pick<MicroCredential, 'rubric'>,
): Criterion[] =>
  rubric.criteria.filter(({ id }) => !assessment.carried.some(({ criterionId }) => criterionId === id))

/** Which criteria these judgements meet and which they do not, in rubric order. One without a level is not met. */
export function metAndUnmet(
  judgements: readonly Judgement[],
  { rubric }: Pick<MicroCredential, 'rubric'>,
): { met: string[]; unmet: string[] } {
  const isMet = (id: string) =>
    judgements.some(({ criterionId, levelId }) => criterionId === id && meets(rubric, levelId ?? ''))
  const ids = rubric.criteria.map(({ id }) => id)
  return { met: ids.filter(isMet), unmet: ids.filter((id) => !isMet(id)) }
}

/** What a new assessment takes over from the one before: the judgements of the attempt's carried criteria. */
export function carriedFrom(previous: Assessment | null, submission: Submission): FinalJudgement[] {
  const carried = currentAttempt(submission).carriedCriteria
  return (previous?.finalised?.judgements ?? []).filter(({ criterionId }) => carried.includes(criterionId))
}
