import type { Arrived } from '../cohorts/arrival.js'
import { isStaffRole, type Enrolment } from '../cohorts/cohort.js'
import type { Launch } from '../lti/launch.js'
import { sentAttempts, type Submission } from '../submissions/submission.js'

/** Whose work a launch asks for: a person by the LMS's id (Submission Review §3), or a submission by our own address. */
export type ReviewWish = { platformUserId: string } | { submissionId: string }

const submissionPath = /^\/submissions\/([0-9a-f-]{36})$/

/**
 * What work a launch wants to see, if any. Canvas has no message of its own for that: SpeedGrader launches the address
 * that came with the score (Canvas documentation).
 */
export function reviewWish({
  kind,
  reviewOf,
  targetUrl,
}: Pick<Launch, 'kind' | 'reviewOf' | 'targetUrl'>): ReviewWish | null {
  if (reviewOf) return { platformUserId: reviewOf }
  const [, submissionId] = submissionPath.exec(targetUrl) ?? []
  return kind === 'resource-link' && submissionId ? { submissionId } : null
}

/** Whose work was found, and what of it; nulls where the course has nobody or nothing like it. */
export interface Reviewed {
  personId: string | null
  submission: Submission | null
}

/**
 * Where somebody who wants to see work is led: staff of the course to the work, the learner to her own, everybody else to a kind
 * refusal that does not say whether there is anything. Null: as if nothing had been asked.
 */
export function reviewDestination(
  viewer: Pick<Enrolment, 'personId' | 'roles'>,
  { assignment }: Pick<Arrived, 'assignment'>,
  { personId, submission }: Reviewed,
): string | null {
  if (personId === viewer.personId) return assignment && `/assignments/${assignment.id}`
  if (!isStaffRole(viewer.roles)) return '/welcome?why=review_foreign'
  return submission && sentAttempts(submission).length > 0
    ? `/submissions/${submission.id}`
    : '/welcome?why=review_nothing'
}
