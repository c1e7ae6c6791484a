import type { MicroCredential } from '../catalogue/microCredential.js'
import { askedOf } from '../submissions/own.js'
import { firstSentAt, type Submission } from '../submissions/submission.js'
import { matchLocale } from '../web/locale.js'
import { viewContext } from '../web/views.js'
import { metAndUnmet, type Assessment, type FinalisedAssessment } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { gradebookComment } from './gradebookComment.js'
import { recordsOf } from './judgementRecord.js'
import { createOpening } from './opening.js'
import { decideResult, type Result } from './round.js'

/** How long after finalising a job looks whether everything has followed. */
const FOLLOW_AFTER_MS = 60_000

const isBefore = (one: Assessment, other: Assessment): boolean =>
  one.finalised !== null && other.finalised !== null && one.finalised.at < other.finalised.at

/** Whether a result stands since this round: it decided it, or it was given up for the result to stand. */
const isWordOf = (result: Result, { id, withdrawn }: Assessment): boolean =>
  result.assessmentId === id || (withdrawn?.because === 'nobodyCame' && result.because === 'nobodyCame')

/**
 * What follows a round that went back: its attempt is open again. What follows a finalised round: its judgements are noted, and then either a further round is opened or the attempt
 * has a result, which ends the submission or opens it again, goes to the gradebook and to the badges.
 */
export function createFollowing(deps: AssessmentDeps) {
  const opening = createOpening(deps)

  async function follow(assessment: Assessment): Promise<void> {
    const { institutionId, submissionId, attempt, wentBack } = assessment
    if (wentBack) {
      const { by, at, missing } = wentBack
      const sending = assessment.turn
      await deps.submissions.sendBack(institutionId, submissionId, { attempt, sending, by, at, missing })
      await deps.store.followed(institutionId, assessment.id)
      return
    }
    const submission = await deps.submissions.find(institutionId, submissionId)
    if (!submission) return
    const microCredential = await askedOf(deps.catalogue, submission)
    await deps.judgements.add(assessment.id, recordsOf(assessment, microCredential))
    const all = await deps.store.ofSubmissions(institutionId, [submissionId])
    // In the order of their moments, whatever failed before: an older result must not be told after a newer one.
    for (const one of all) if (one.toFollow && isBefore(one, assessment)) await follow(one)
    const judged = all.filter((one) => one.attempt === attempt && !one.wentBack)
    const decision = decideResult(judged, microCredential.rubric)
    const sent = submission.attempts.find(({ number }) => number === attempt)?.submitted
    const [begun, ...others] = judged
    if (decision.kind === 'open' && sent && begun)
      await opening.next([begun, ...others], {
        round: decision.round,
        because: decision.because,
        dueBy: sent.promisedBy,
      })
    // A result that another has taken the place of meanwhile is history: only the one that stands is told.
    if (decision.kind === 'result' && isWordOf(decision.result, assessment))
      await release(assessment, submission, microCredential, decision.result)
    await deps.store.followed(institutionId, assessment.id)
  }

  async function release(
    assessment: Assessment,
    submission: Submission,
    microCredential: MicroCredential,
    result: Result,
  ): Promise<void> {
    const { institutionId } = assessment
    const { met, unmet } = metAndUnmet(result.judgements, microCredential)
    await deps.submissions.applyOutcome(institutionId, submission.id, {
      attempt: assessment.attempt,
      met,
      unmet,
      at: result.at,
    })
    if (result.outcome === 'met') await deps.store.withdraw(institutionId, submission.id, result.at)
    const locale = matchLocale((await deps.localeOf(institutionId, assessment.personId)) ?? undefined)
    const view = viewContext(locale ?? 'en')
    const attempt = submission.attempts.find(({ number }) => number === assessment.attempt)
    const told: FinalisedAssessment = {
      assessmentId: result.assessmentId,
      institutionId,
      cohortId: assessment.cohortId,
      assignmentId: assessment.assignmentId,
      submissionId: submission.id,
      personId: assessment.personId,
      microCredentialId: submission.microCredentialId,
      microCredentialKey: submission.microCredentialKey,
      attempt: assessment.attempt,
      outcome: result.outcome,
      levels: result.judgements.map(({ criterionId, levelId }) => ({ criterionId, levelId })),
      criteriaMet: met.length,
      criteriaTotal: microCredential.rubric.criteria.length,
      comment: gradebookComment(result.judgements, microCredential, view, result.replaces !== null),
      startedAt: attempt?.openedAt ?? assessment.createdAt,
      submittedAt: (attempt && firstSentAt(attempt)) ?? result.at,
      finalisedAt: result.at,
      assessorId: result.by,
      changedBecause: result.replaces === null ? null : view.t('assessment.gradebook.changed'),
    }
    for (const after of deps.afterFinalised) await after(told)
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
