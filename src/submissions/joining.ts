import type { Actor } from '../audit/actor.js'
import { slotOf } from '../catalogue/microCredential.js'
import { requireRole } from '../cohorts/cohortAccess.js'
import { Conflict, NotFound } from '../errors/errors.js'
import { isEmpty } from './evidenceCheck.js'
import {
  decideAccepting,
  decideInviting,
  isHeld,
  type AcceptingDecision,
  type InvitingDecision,
  type JointInvitation,
} from './joint.js'
import { createJointAlign } from './jointAlign.js'
import { asPerson, askedOf, ownSubmission } from './own.js'
import { artefactAt, currentAttempt, isOpen, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'
import { createWork } from './work.js'

/** Working on one piece together: inviting, accepting, declining, ending. Each is a dated record of its own. */
export function createJoining(deps: SubmissionDeps) {
  const { align } = createJointAlign(deps)
  const { start } = createWork(deps)

  const note = (actor: Actor, { institutionId, submissionId, slotId }: JointInvitation, action: string) =>
    deps.audit.record({
      institutionId,
      actor,
      action,
      subject: `submission:${submissionId}`,
      reason: slotId,
      at: deps.clock.now(),
    })

  async function pieceOf(actor: Actor, submissionId: string, slotId: string) {
    const submission = await ownSubmission(deps.store, actor, submissionId)
    const slot = slotOf(await askedOf(deps.catalogue, submission), slotId)
    if (!slot || slot.kind === 'reflection') throw new NotFound('no such slot to share')
    return { submission, slot }
  }

  /** Everybody who learns in the cohort now and has a name there, but the person themself. */
  async function others({ institutionId, cohortId, personId }: Submission) {
    const educators = await deps.cohorts.educatorsOf(institutionId, cohortId)
    const ids = educators.map((one) => one.personId).filter((id) => id !== personId)
    const names = await deps.people.names(institutionId, ids)
    return ids.flatMap((id) => {
      const name = names.get(id)
      return name ? [{ personId: id, name }] : []
    })
  }

  async function ofActor(actor: Actor, id: string): Promise<JointInvitation> {
    const { institutionId, personId } = asPerson(actor)
    const invitation = await deps.joint.find(institutionId, id)
    if (!invitation || ![invitation.fromId, invitation.personId].includes(personId))
      throw new NotFound('no such invitation')
    return invitation
  }

  async function decide(invitation: JointInvitation, own: Submission): Promise<AcceptingDecision> {
    const { institutionId, assignmentId, submissionId, slotId, personId } = invitation
    const from = await deps.store.find(institutionId, submissionId)
    if (!from) throw new NotFound('no such submission')
    const [theirs, asked, mine, invited] = await Promise.all([
      askedOf(deps.catalogue, from),
      askedOf(deps.catalogue, own),
      deps.joint.ofSubmission(institutionId, own.id),
      deps.joint.ofPerson(institutionId, assignmentId, personId),
    ])
    const shares = (one: JointInvitation) =>
      one.slotId === slotId && one.accepted !== null && one.over === null
    return decideAccepting({
      answered: invitation.accepted !== null || invitation.over !== null,
      inviterOpen: isOpen(from, slotId) && currentAttempt(from).number === invitation.attempt,
      sameKind:
        slotOf(asked, slotId)?.kind !== undefined &&
        slotOf(asked, slotId)?.kind === slotOf(theirs, slotId)?.kind,
      open: isOpen(own, slotId),
      empty: isEmpty(artefactAt(own, slotId)),
      inAnother: isHeld(from, slotId) || [...mine, ...invited].some(shares),
    })
  }

  return {
    /** Who shares a piece of the actor's, who is invited, and whom they may ask. */
    async partners(actor: Actor, submissionId: string, slotId: string) {
      const { submission, slot } = await pieceOf(actor, submissionId, slotId)
      const { institutionId, assignmentId, personId } = submission
      const held = isHeld(submission, slotId)
      const [candidates, all, invited] = await Promise.all([
        others(submission),
        deps.joint.ofSubmission(institutionId, submissionId),
        deps.joint.ofPerson(institutionId, assignmentId, personId),
      ])
      const rows = held
        ? invited.filter((one) => one.slotId === slotId && one.accepted !== null)
        : all.filter((one) => one.slotId === slotId)
      const names = await deps.people.names(
        institutionId,
        rows.flatMap(({ fromId, personId }) => [fromId, personId]),
      )
      const live = rows.filter(({ over }) => over === null).map((one) => one.personId)
      return {
        slot,
        held,
        open: isOpen(submission, slotId),
        candidates: candidates.filter((one) => !live.includes(one.personId)),
        invitations: rows.map((one) => ({
          ...one,
          name: names.get(held ? one.fromId : one.personId) ?? null,
        })),
      }
    },
    /** Asks people of the cohort into an open piece; those who are asked already are left as they are. */
    async invite(
      actor: Actor,
      submissionId: string,
      slotId: string,
      personIds: string[],
    ): Promise<InvitingDecision> {
      const { submission } = await pieceOf(actor, submissionId, slotId)
      const { institutionId, cohortId, assignmentId, personId: fromId } = submission
      const known = new Set((await others(submission)).map(({ personId }) => personId))
      if (personIds.some((id) => !known.has(id))) throw new NotFound('not an educator of this cohort')
      const there = (await deps.joint.ofSubmission(institutionId, submissionId)).filter(
        (one) => one.slotId === slotId && one.over === null,
      )
      const fresh = personIds.filter((id) => !there.some(({ personId }) => personId === id))
      const state = {
        open: isOpen(submission, slotId),
        held: isHeld(submission, slotId),
        live: there.length,
      }
      const decision = decideInviting(state, fresh.length)
      if (decision !== 'invite') return decision
      const { number: attempt } = currentAttempt(submission)
      const at = deps.clock.now()
      for (const personId of fresh) {
        const invitation = {
          ...{ institutionId, cohortId, assignmentId, submissionId, slotId, attempt, fromId, personId, at },
          ...{ accepted: null, over: null, ended: null },
        }
        if (await deps.joint.add(invitation)) await note(actor, { id: '', ...invitation }, 'joint.invited')
      }
      return decision
    },
    /** Accepts or declines an invitation of one's own, once. Accepting begins the work where it has not begun. */
    async answerInvitation(
      actor: Actor,
      id: string,
      accept: boolean,
    ): Promise<{ assignmentId: string; slotId: string; decision: AcceptingDecision | 'declined' }> {
      const invitation = await ofActor(actor, id)
      const { institutionId, assignmentId, slotId, personId } = invitation
      if (personId !== asPerson(actor).personId) throw new NotFound('not their invitation')
      requireRole(await deps.cohorts.assignment(actor, assignmentId), 'educator')
      const at = deps.clock.now()
      const answer = (decision: AcceptingDecision | 'declined') => ({ assignmentId, slotId, decision })
      if (!accept) {
        const open = invitation.accepted === null
        if (!open || !(await deps.joint.end(institutionId, id, at, 'declined'))) return answer('over')
        await note(actor, invitation, 'joint.declined')
        return answer('declined')
      }
      const own = await start(actor, assignmentId)
      const decision = await decide(invitation, own)
      if (decision !== 'accept') return answer(decision)
      if (!(await deps.joint.accept(institutionId, id, { at, attempt: currentAttempt(own).number })))
        return answer('over')
      await note(actor, invitation, 'joint.accepted')
      await align(own)
      return answer('accept')
    },
    /**
     * Takes an unanswered invitation back, or ends sharing from either side while one's own copy is not sent: the piece
     * then stays with whoever invited. What was sent stays. Throws Conflict when it is too late for that.
     */
    async endSharing(actor: Actor, id: string): Promise<{ assignmentId: string; slotId: string }> {
      const invitation = await ofActor(actor, id)
      const { institutionId, assignmentId, slotId, accepted, fromId } = invitation
      const { personId } = asPerson(actor)
      if (!accepted && personId !== fromId) throw new NotFound('not theirs to take back')
      const own = await deps.store.ofPerson(institutionId, assignmentId, personId)
      if (!own || invitation.over || (accepted && !isOpen(own, slotId))) throw new Conflict()
      const ended = accepted ? 'left' : 'withdrawn'
      if (await deps.joint.end(institutionId, id, deps.clock.now(), ended))
        await note(actor, invitation, `joint.${ended}`)
      await align(own)
      return { assignmentId, slotId }
    },
  }
}
