import { sentAttempts, submittedAttempt, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What follows a sent attempt, however it came to be sent. */
export function createFollowing(deps: Pick<SubmissionDeps, 'store' | 'afterSubmitted' | 'logger'>) {
  async function follow(submission: Submission): Promise<void> {
    const attempt = sentAttempts(submission).at(-1)
    if (!attempt?.submitted) return
    for (const after of deps.afterSubmitted) await after(submittedAttempt(submission, attempt))
    await deps.store.followed(submission.institutionId, submission.id, attempt.submitted.at)
  }

  /** What follows may fail for now: the sending stands, the log says so, and the job comes back to it. */
  return async function followOrReport(submission: Submission): Promise<boolean> {
    try {
      await follow(submission)
      return true
    } catch (error) {
      deps.logger.error({ code: 'submission.follow_failed', submissionId: submission.id, err: error })
      return false
    }
  }
}
