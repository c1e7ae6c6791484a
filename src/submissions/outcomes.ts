import { decideOutcome, type Outcome } from './attempts.js'
import { changeSubmission } from './changes.js'
import { askedOf } from './own.js'
import { decideSendingBack, type SendingBack } from './sendingBack.js'
import { isSharedWith } from './details.js'
import { createJointPermission } from './jointPermission.js'
import { pieceAt, type Artefact, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What later rooms ask of submissions; they have authorised whoever acts. */
export function createOutcomes(deps: SubmissionDeps) {
  const { saidByAll } = createJointPermission(deps)
  return {
    /** One submission of an institution, or null. */
    find: (institutionId: string, id: string): Promise<Submission | null> =>
      deps.store.find(institutionId, id),
    /** What waits for an assessor in a cohort, oldest promise first. */
    waiting: (institutionId: string, cohortId: string): Promise<Submission[]> =>
      deps.store.waiting(institutionId, cohortId),
    /** A person's submission for an assignment, or null. */
    ofPerson: (institutionId: string, assignmentId: string, personId: string): Promise<Submission | null> =>
      deps.store.ofPerson(institutionId, assignmentId, personId),
    /** Whether anybody has begun work on an assignment. */
    async hasWork(institutionId: string, assignmentId: string): Promise<boolean> {
      return (await deps.store.ofAssignment(institutionId, assignmentId)).length > 0
    },
    /** Ends the submission or opens its next attempt. Applying the same outcome again changes nothing. */
    async applyOutcome(institutionId: string, submissionId: string, outcome: Outcome): Promise<void> {
      const submission = await deps.store.find(institutionId, submissionId)
      if (!submission) return
      const content = await askedOf(deps.catalogue, submission)
      const now = deps.clock.now()
      await changeSubmission(deps.store, institutionId, submissionId, (current) => {
        const decision = decideOutcome(current, content, outcome, now)
        if (decision.kind === 'alreadyApplied') return { answer: undefined }
        const attempts =
          decision.kind === 'openNext'
            ? [...current.attempts.filter(({ number }) => number < decision.next.number), decision.next]
            : current.attempts
        const met = decision.kind === 'done' ? decision.met : null
        return { next: { ...current, attempts, met, promisedBy: null, updatedAt: now }, answer: undefined }
      })
    },
    /** Opens the attempt again whose sending was not complete. Applying the same news again changes nothing. */
    sendBack: (institutionId: string, submissionId: string, news: SendingBack): Promise<void> =>
      changeSubmission(deps.store, institutionId, submissionId, (current) => ({
        next: decideSendingBack(current, news) ?? undefined,
        answer: undefined,
      })),
    /**
     * The evidence that may be public now, as of the attempt that was met: its educator wants it, and no consent
     * is missing or has run out; of what several made, what the strictest of them says. Files by id and hash; of a deleted one it is known since when it is.
     */
    async sharedEvidence(institutionId: string, submissionId: string): Promise<Artefact[]> {
      const submission = await deps.store.find(institutionId, submissionId)
      if (!submission) return []
      const slots = [...new Set(submission.artefacts.map(({ slotId }) => slotId))]
      const pieces = slots
        .map((slotId) => pieceAt(submission, slotId, submission.met?.attempt))
        .filter((piece) => piece !== undefined)
      const said = await Promise.all(
        pieces.map(async (piece) => ({ ...piece, details: await saidByAll(submission, piece) })),
      )
      const now = deps.clock.now()
      return said.filter(({ details }) => isSharedWith(details, 'public', now))
    },
  }
}
