import { askedOf } from '../submissions/own.js'
import { matchLocale } from '../web/locale.js'
import { viewContext } from '../web/views.js'
import { metAndUnmet, type Assessment, type FinalisedAssessment } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { gradebookComment } from './gradebookComment.js'

/** How long after finalising a job looks whether everything has followed. */
const FOLLOW_AFTER_MS = 60_000

/** What follows a finalised assessment: the submission ends or opens again, scores are queued, badges considered. */
export function createFollowing(deps: AssessmentDeps) {
  async function follow(assessment: Assessment): Promise<void> {
    const { institutionId, submissionId, finalised } = assessment
    if (!finalised) return
    const submission = await deps.submissions.find(institutionId, submissionId)
    if (!submission) return
    const microCredential = await askedOf(deps.catalogue, submission)
    const { met, unmet } = metAndUnmet(finalised.judgements, microCredential)
    await deps.submissions.applyOutcome(institutionId, submissionId, {
      attempt: assessment.attempt,
      met,
      unmet,
      at: finalised.at,
    })
    const locale = matchLocale((await deps.localeOf(institutionId, assessment.personId)) ?? undefined)
    const attempt = submission.attempts.find(({ number }) => number === assessment.attempt)
    const told: FinalisedAssessment = {
      assessmentId: assessment.id,
      institutionId,
      cohortId: assessment.cohortId,
      assignmentId: assessment.assignmentId,
      submissionId,
      personId: assessment.personId,
      microCredentialId: submission.microCredentialId,
      microCredentialKey: submission.microCredentialKey,
      attempt: assessment.attempt,
      outcome: finalised.outcome,
      levels: finalised.judgements.map(({ criterionId, levelId }) => ({ criterionId, levelId })),
      criteriaMet: met.length,
      criteriaTotal: microCredential.rubric.criteria.length,
      comment: gradebookComment(finalised.judgements, microCredential, viewContext(locale ?? 'en')),
      submittedAt: attempt?.submitted?.at ?? finalised.at,
      finalisedAt: finalised.at,
      assessorId: finalised.by,
    }
    for (const after of deps.afterFinalised) await after(told)
    await deps.store.followed(institutionId, assessment.id)
  }

  /** What follows may fail for now: the assessment stands, the log says so, and the job comes back to it. */
  async function followOrReport(assessment: Assessment): Promise<boolean> {
    try {
      await follow(assessment)
      return true
    } catch (error) {
      deps.logger.error({ code: 'assessment.follow_failed', assessmentId: assessment.id, err: error })
      return false
    }
  }

  return {
    followOrReport,
    async reconcile(): Promise<number> {
      const before = new Date(deps.clock.now().getTime() - FOLLOW_AFTER_MS)
      let finished = 0
      for (const assessment of await deps.store.unfollowed(before))
        if (await followOrReport(assessment)) finished += 1
      return finished
    },
  }
}
