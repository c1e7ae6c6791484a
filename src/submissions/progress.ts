import type { WorkRow, WorkSource } from '../cohorts/progress.js'
import type { AttemptResult, AttemptResults } from './ports.js'
import { currentAttempt, latestStatus, stateOf } from './submission.js'
import type { SubmissionStore } from './submissionStore.js'

/** Tells the facilitator's overview where everybody in a cohort stands, in three reads however large it is. */
export function createProgress(deps: { store: SubmissionStore; results: AttemptResults }): WorkSource {
  return async (institutionId, cohortId) => {
    const submissions = await deps.store.ofCohort(institutionId, cohortId)
    const results = await deps.results.ofSubmissions(
      institutionId,
      submissions.map(({ id }) => id),
    )
    const resultsOf = new Map<string, AttemptResult[]>()
    for (const result of results)
      resultsOf.set(result.submissionId, [...(resultsOf.get(result.submissionId) ?? []), result])
    return submissions.map((submission): WorkRow => {
      const attempt = currentAttempt(submission)
      return {
        personId: submission.personId,
        assignmentId: submission.assignmentId,
        submissionId: submission.id,
        state: stateOf(submission, latestStatus(submission, resultsOf.get(submission.id) ?? []), false),
        attempt: attempt.number,
        since: submission.met?.at ?? submission.updatedAt,
        promisedBy: submission.promisedBy,
      }
    })
  }
}
