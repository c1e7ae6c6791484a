import type { ViewContext } from '../web/views.js'
import { showEvidence, type ShownEvidence } from './evidenceView.js'
import { currentAttempt, isOpen, pieceAt, type Submission } from './submission.js'
import type { Work } from './work.js'

/** What is being written, piece by piece, as a coach reads it; nothing once it is sent. */
export function showDraft(work: Work & { submission: Submission }, view: ViewContext): ShownEvidence[] {
  const { submission, microCredential } = work
  if (currentAttempt(submission).submitted) return []
  return microCredential.slots
    .filter((slot) => isOpen(submission, slot.id))
    .map((slot) => showEvidence(slot, submission, pieceAt(submission, slot.id), view, work.fellows))
}
