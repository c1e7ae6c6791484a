import type { Actor } from '../../audit/actor.js'
import { Conflict, Forbidden } from '../../errors/errors.js'
import { asPerson } from '../../submissions/own.js'
import type { AssessmentDeps } from '../assessmentDeps.js'
import type { OpenedAssessment } from '../assessmentService.js'
import type { createFollowing } from '../following.js'
import { createNoting } from '../noting.js'
import { decideMayGoBack, decideGoingBack, type GoingBackDecision, type SaidOfPiece } from './goingBack.js'
import { sealOf } from '../seal.js'

/** Sending work back to its educator before anybody judges it, because something of it is missing. */
export function createSendingBack(
  deps: AssessmentDeps,
  open: (actor: Actor, id: string) => Promise<OpenedAssessment>,
  following: ReturnType<typeof createFollowing>,
) {
  const note = createNoting(deps)
  const attemptOf = ({ submission, assessment }: OpenedAssessment) =>
    submission.attempts.find(({ number }) => number === assessment.attempt)

  async function opening(actor: Actor, id: string): Promise<OpenedAssessment> {
    const opened = await open(actor, id)
    if (opened.lost) throw new Forbidden('assessment.taken')
    return opened
  }

  return {
    /** A round that may go back. Throws NotFound, Forbidden, and Conflict where it may not (any more). */
    async mayGoBack(actor: Actor, id: string): Promise<OpenedAssessment> {
      const opened = await opening(actor, id)
      const because = decideMayGoBack(opened.assessment, attemptOf(opened))
      if (because) throw new Conflict(`assessment.${because}`)
      return opened
    },
    /**
     * Sends the work of a first round back: its attempt is open again and not used up, nothing goes to the gradebook, and
     * the promise begins anew with the next sending. Throws as `mayGoBack`. What is missing in the form is answered.
     */
    async sendBack(actor: Actor, id: string, said: readonly SaidOfPiece[]): Promise<GoingBackDecision> {
      const opened = await opening(actor, id)
      const decision = decideGoingBack(opened.assessment, attemptOf(opened), said)
      if (decision.kind === 'refused') throw new Conflict(`assessment.${decision.because}`)
      if (decision.kind !== 'back') return decision
      const { missing } = decision
      const told = { by: asPerson(actor).personId, at: deps.clock.now(), missing }
      const seal = sealOf({ ...opened.assessment, wentBack: told }, deps.sealKey)
      const { institutionId } = opened.assessment
      const wentBack = await deps.store.sendBack(institutionId, id, { ...told, seal })
      if (!wentBack) throw new Conflict('assessment.nothing_waits')
      await note(actor, 'assessment.sent_back', wentBack, missing.map(({ slotId }) => slotId).join(', '))
      await following.followOrReport(wentBack)
      return decision
    },
  }
}
