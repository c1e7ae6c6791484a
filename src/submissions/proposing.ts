import { actorId, type Actor } from '../audit/actor.js'
import { slotOf } from '../catalogue/microCredential.js'
import { requireRole } from '../cohorts/cohortAccess.js'
import { newId } from '../database/ids.js'
import { Conflict, NotFound } from '../errors/errors.js'
import { changeSubmission } from './changes.js'
import { asPerson, askedOf, ownSubmission } from './own.js'
import { decideProposing, latestProposal, type OfferedKind, type ProposingDecision } from './proposal.js'
import { isOpen } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Other evidence than a slot asks for: educators offer it, facilitators decide. */
export function createProposing(deps: SubmissionDeps) {
  return {
    /** Offers another kind for an open slot of the actor's own submission; answers what is in the way. */
    async propose(
      actor: Actor,
      submissionId: string,
      slotId: string,
      { kind, reason }: { kind: OfferedKind; reason: string },
    ): Promise<ProposingDecision> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      const at = deps.clock.now()
      const slot = slotOf(await askedOf(deps.catalogue, own), slotId)
      if (!slot) throw new NotFound('no such slot')
      const decision = await changeSubmission(deps.store, own.institutionId, own.id, (current) => {
        const state = {
          open: isOpen(current, slotId),
          asks: slot.kind,
          latest: latestProposal(current, slotId),
        }
        const decision = decideProposing(state, kind)
        if (decision !== 'propose') return { answer: decision }
        const offered = { id: newId(), slotId, from: slot.kind, kind, reason, at, decided: null }
        return { next: { ...current, proposals: [...(current.proposals ?? []), offered] }, answer: decision }
      })
      if (decision === 'propose')
        await deps.audit.record({
          institutionId: own.institutionId,
          actor,
          action: 'evidence.proposed',
          subject: `submission:${own.id}`,
          reason: `${slotId}: ${kind}`,
          at,
        })
      return decision
    },
    /** The cohort a submission with a proposal belongs to, for its facilitators. */
    async cohortOfProposal(actor: Actor, submissionId: string): Promise<string> {
      const submission = await deps.store.find(asPerson(actor).institutionId, submissionId)
      if (!submission) throw new NotFound('no such submission')
      return submission.cohortId
    },
    /** How many proposals of a cohort wait for a facilitator. */
    async openProposals(institutionId: string, cohortId: string): Promise<number> {
      const submissions = await deps.store.ofCohort(institutionId, cohortId)
      return submissions.flatMap((one) =>
        (one.proposals ?? []).filter(({ slotId, decided }) => !decided && isOpen(one, slotId)),
      ).length
    },
    /** What waits for a decision in a cohort, oldest first, with names. Facilitators only. */
    async proposals(actor: Actor, cohortId: string) {
      const standing = await deps.cohorts.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const waiting = (await deps.store.ofCohort(institutionId, cohortId)).flatMap((submission) =>
        (submission.proposals ?? [])
          .filter(({ slotId, decided }) => !decided && isOpen(submission, slotId))
          .map((proposal) => ({ submission, proposal })),
      )
      const names = await deps.people.names(
        institutionId,
        waiting.map(({ submission }) => submission.personId),
      )
      const rows = await Promise.all(
        waiting.map(async ({ submission, proposal }) => {
          const microCredential = await askedOf(deps.catalogue, submission)
          const name = names.get(submission.personId) ?? null
          return {
            submission,
            proposal,
            microCredential,
            slot: slotOf(microCredential, proposal.slotId),
            name,
          }
        }),
      )
      return { ...standing, rows: rows.sort((a, b) => a.proposal.at.getTime() - b.proposal.at.getTime()) }
    },
    /**
     * Accepts or declines what was proposed, once, with a reason. Facilitators of that cohort only. Throws Conflict
     * when somebody was faster or the slot has been sent meanwhile. Answers the cohort's id.
     */
    async decideProposal(
      actor: Actor,
      submissionId: string,
      proposalId: string,
      { accepted, reason }: { accepted: boolean; reason: string },
    ): Promise<string> {
      const { institutionId } = asPerson(actor)
      const submission = await deps.store.find(institutionId, submissionId)
      if (!submission) throw new NotFound('no such submission')
      requireRole(await deps.cohorts.standing(actor, submission.cohortId), 'facilitator')
      const at = deps.clock.now()
      const decided = { by: actorId(actor), at, accepted, reason }
      await changeSubmission(deps.store, institutionId, submissionId, (current) => {
        const proposal = (current.proposals ?? []).find(({ id }) => id === proposalId)
        if (!proposal) throw new NotFound('no such proposal')
        if (proposal.decided || !isOpen(current, proposal.slotId)) throw new Conflict()
        const proposals = (current.proposals ?? []).map((one) =>
          one.id === proposalId ? { ...one, decided } : one,
        )
        return { next: { ...current, proposals }, answer: undefined }
      })
      await deps.audit.record({
        institutionId,
        actor,
        action: accepted ? 'evidence.proposal_accepted' : 'evidence.proposal_declined',
        subject: `submission:${submissionId}`,
        reason,
        at,
      })
      return submission.cohortId
    },
  }
}
