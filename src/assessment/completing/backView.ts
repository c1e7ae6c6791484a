import { showSeen } from '../../submissions/completeness.js'
import { showEvidence } from '../../submissions/evidenceView.js'
import { missingReasons } from '../../submissions/sendingBack.js'
import { showMissing } from '../../submissions/sendingBackView.js'
import { artefactAt } from '../../submissions/submission.js'
import type { ViewContext } from '../../web/views.js'
import type { OpenedAssessment } from '../assessmentService.js'
import { backFields } from './backForm.js'
import { decideMayGoBack, type SaidOfPiece } from './goingBack.js'

/** What an assessor sees before they judge: whether everything is there, and what was missing last time. */
export function showCompleteness(opened: OpenedAssessment, view: ViewContext) {
  const { assessment, submission, microCredential } = opened
  const attempt = submission.attempts.find(({ number }) => number === assessment.attempt)
  const backBefore = attempt?.sentBack?.at(-1)
  return {
    mayGoBack: decideMayGoBack(assessment, attempt) === null,
    seen: microCredential.slots.map((slot) =>
      showSeen(slot, artefactAt(submission, slot.id, assessment.attempt), view),
    ),
    backBefore: backBefore
      ? { at: backBefore.at, missing: showMissing(backBefore.missing, microCredential, view) }
      : null,
  }
}

/** The page on which somebody says what is missing, with what was typed already. */
export function showBackForm(opened: OpenedAssessment, said: readonly SaidOfPiece[], view: ViewContext) {
  const { assessment, submission, microCredential } = opened
  const attempt = submission.attempts.find(({ number }) => number === assessment.attempt)
  return {
    reasons: missingReasons,
    pieces: microCredential.slots
      .filter(({ id }) => attempt?.openSlots.includes(id))
      .map((slot) => {
        const { reason = '', words = '' } = said.find(({ slotId }) => slotId === slot.id) ?? {}
        return {
          ...showSeen(slot, artefactAt(submission, slot.id, assessment.attempt), view),
          reasonField: backFields.reason(slot.id),
          wordsField: backFields.words(slot.id),
          reason,
          typed: words,
        }
      }),
  }
}

/** A round that went back: what was missing, and the evidence as it was sent then. */
export function showWentBack(opened: OpenedAssessment, view: ViewContext) {
  const { assessment, submission, microCredential, from } = opened
  return {
    assessment,
    microCredential,
    submission,
    inCourse: from === 'cohort',
    queueHref: from === 'pool' ? '/assess' : `/cohorts/${assessment.cohortId}/queue`,
    missing: showMissing(assessment.wentBack?.missing ?? [], microCredential, view),
    evidence: microCredential.slots.map((slot) =>
      showEvidence(
        slot,
        submission,
        artefactAt(submission, slot.id, assessment.attempt, assessment.turn),
        view,
      ),
    ),
  }
}
