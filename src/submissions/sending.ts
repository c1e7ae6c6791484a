import type { Actor } from '../audit/actor.js'
import { decideSending, type SendingDecision } from './attempts.js'
import { changeSubmission } from './changes.js'
import { createFollowing } from './following.js'
import { createJointAlign } from './jointAlign.js'
import { askedOf, ownSubmission } from './own.js'
import { currentAttempt, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** How long after sending a job looks whether everything has followed. */
const FOLLOW_AFTER_MS = 60_000

/** Sending an attempt to the assessors, exactly once, and everything that follows from it. */
export function createSending(deps: SubmissionDeps) {
  const followOrReport = createFollowing(deps)
  const { align } = createJointAlign(deps)

  return {
    /**
     * Sends the current attempt. `missing` names what holds it back; `alreadySent` answers a second click.
     * When something that follows fails, the sending stands and `reconcileSent` finishes later.
     */
    async send(actor: Actor, submissionId: string): Promise<SendingDecision> {
      const own = await align(await ownSubmission(deps.store, actor, submissionId))
      const content = await askedOf(deps.catalogue, own)
      const days = await deps.promiseDays(own.institutionId)
      const now = deps.clock.now()
      const { decision, sent } = await changeSubmission(deps.store, own.institutionId, own.id, (current) => {
        const decision = decideSending(current, content, now, days)
        const sent = decision.kind === 'send' ? applySending(current, decision) : undefined
        return { next: sent, answer: { decision, sent } }
      })
      if (!sent) return decision
      await deps.audit.record({
        institutionId: own.institutionId,
        actor,
        action: 'submission.sent',
        subject: `submission:${own.id}`,
        reason: `attempt ${currentAttempt(sent).number}`,
        at: now,
      })
      await followOrReport(sent)
      return decision
    },
    /** Runs again what a crash or an outage left undone after sending. Answers how many it finished. */
    async reconcileSent(): Promise<number> {
      const before = new Date(deps.clock.now().getTime() - FOLLOW_AFTER_MS)
      const left = await deps.store.unfollowed(before)
      let finished = 0
      for (const submission of left) if (await followOrReport(submission)) finished += 1
      return finished
    },
  }
}

function applySending(submission: Submission, decision: SendingDecision & { kind: 'send' }): Submission {
  const { submitted } = decision
  return {
    ...submission,
    attempts: submission.attempts.map((attempt) =>
      attempt.number === decision.attempt ? { ...attempt, submitted } : attempt,
    ),
    setAside: [],
    promisedBy: submitted.promisedBy,
    toFollow: submitted.at,
    updatedAt: submitted.at,
  }
}
