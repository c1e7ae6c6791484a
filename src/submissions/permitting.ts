import type { Actor } from '../audit/actor.js'
import { slotOf } from '../catalogue/microCredential.js'
import { NotFound } from '../errors/errors.js'
import { changeSubmission } from './changes.js'
import type { Permission } from './details.js'
import { askedOf, ownSubmission } from './own.js'
import { artefactAt, isOpen, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Who may see what was sent: consent runs out, is renewed, or is taken back long after. */
export function createPermitting(deps: SubmissionDeps) {
  return {
    /**
     * States who appears in a piece that was sent, the consent for it and who may see it, from now on. The piece
     * itself stays as it was sent. Throws NotFound for a slot that is empty or still being written.
     */
    async permit(
      actor: Actor,
      submissionId: string,
      slotId: string,
      permission: Permission,
    ): Promise<Submission> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      const slot = slotOf(await askedOf(deps.catalogue, own), slotId)
      const at = deps.clock.now()
      const changed = await changeSubmission(deps.store, own.institutionId, own.id, (current) => {
        if (!slot || isOpen(current, slotId) || !artefactAt(current, slotId))
          throw new NotFound('nothing was sent in that slot')
        const statements = [...(current.statements ?? []), { slotId, ...permission, at }]
        const next = { ...current, statements }
        return { next, answer: next }
      })
      await deps.audit.record({
        institutionId: own.institutionId,
        actor,
        action: 'evidence.permission',
        subject: `submission:${own.id}`,
        reason: `${slotId}: ${permission.audience}`,
        at,
      })
      return changed
    },
  }
}
