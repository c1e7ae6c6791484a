import type { AuditRow } from '../audit/auditStore.js'
import { Conflict, Forbidden, Invalid, NotFound } from '../errors/errors.js'
import { actorId, type Actor } from '../audit/actor.js'
import { mustManage, mustOversee, mustReach, reach } from '../institutions/authority.js'
import {
  isHolder,
  isIssued,
  mayView,
  meetsEveryCriterion,
  type Award,
  type IssuedAward,
  type Visibility,
} from './award.js'
import { awardFrom, createIssuing, type IssuingNeeds } from './awardIssuing.js'
import type { AwardGrounds, FallenGrounds } from './ports.js'

/** An award with everything it rests on and everything done to it. */
export interface AwardShown {
  award: Award
  url: string
  issuerDid: string
  statusListUrl: string | null
  acts: AuditRow[]
}

/** Issues, revokes, shows and lists awards. */
export function createAwardService(needs: IssuingNeeds) {
  const { awards, audit, addresses, clock } = needs
  const finish = createIssuing(needs)

  async function reachable(actor: Actor, awardId: string): Promise<Award> {
    const award = await awards.byId(awardId)
    if (!award) throw new NotFound('award')
    if (actor.kind === 'person') {
      if (!isHolder(award, actor)) throw new NotFound('award of somebody else')
    } else {
      mustOversee(actor)
      mustReach(actor, award.institutionId)
    }
    return award
  }

  return {
    /**
     * Issues the badge for a micro-credential whose every criterion is met, or which a grade in the course has met, exactly once per
     * person and micro-credential: called again, at the same time or after a crash, it finishes or answers the same award. A later
     * version does not earn a second badge; one that was taken back is earned again only by what was judged afterwards.
     * @returns null when the grounds do not meet every criterion
     */
    async consider(grounds: AwardGrounds): Promise<IssuedAward | null> {
      if (!grounds.gradedInCourse && !meetsEveryCriterion(grounds.microCredential.rubric, grounds.levels))
        return null
      const { institution, person, microCredential } = grounds
      const there = await awards.ofPersonFor(institution.id, person.id, microCredential.key)
      const again = there?.revoked && grounds.earnedAt > there.revoked.at
      if (there && !again) return finish(there)
      return finish(await awards.add(awardFrom(grounds, (there?.turn ?? 0) + 1)))
    },

    /**
     * Takes back the award that rests on a submission whose result no longer meets everything. Answers whether there
     * was one to take back; again changes nothing.
     */
    async withdraw(fallen: FallenGrounds): Promise<boolean> {
      const { institutionId, personId, microCredentialKey, submissionId, reason, at } = fallen
      const there = await awards.ofPersonFor(institutionId, personId, microCredentialKey)
      if (!there?.submissionIds.includes(submissionId) || there.earnedAt >= at) return false
      const actor: Actor = { kind: 'system', name: 'assessment' }
      if (!(await awards.revoke(there.id, { by: actorId(actor), at, reason }))) return false
      const subject = `award:${there.id}`
      await audit.record({ institutionId, actor, action: 'award.revoked', subject, reason, at: clock.now() })
      return true
    },

    /** Finishes awards that a crash left half made. Answers how many; one that fails is left for the next time. */
    async finishInterrupted(): Promise<number> {
      let finished = 0
      for (const award of await awards.unfinished()) {
        if (await finish(award).catch(() => null)) finished++
      }
      return finished
    },

    /**
     * Takes an award back, for good. The credential stays as it was issued; its status list says revoked from now on.
     * Throws Invalid without a reason, Conflict when it was revoked before, NotFound or Forbidden for who may not.
     */
    async revoke(actor: Actor, awardId: string, reason: string): Promise<Award> {
      const award = await reachable(actor, awardId)
      mustManage(actor, award.institutionId)
      if (reason.trim() === '') throw new Invalid('revocation_reason')
      const at = clock.now()
      const revoked = { by: actorId(actor), at, reason: reason.trim().slice(0, 500) }
      if (!(await awards.revoke(awardId, revoked))) throw new Conflict('already_revoked')
      await audit.record({
        institutionId: award.institutionId,
        actor,
        action: 'award.revoked',
        subject: `award:${awardId}`,
        reason: revoked.reason,
        at,
      })
      return { ...award, revoked }
    },

    /** Opens the badge's page and files to everybody, or closes them. Only its holder may. Throws NotFound, Forbidden. */
    async setVisibility(actor: Actor, awardId: string, visibility: Visibility): Promise<void> {
      const award = await reachable(actor, awardId)
      if (actor.kind !== 'person') throw new Forbidden('holder_only')
      if (award.visibility === visibility) return
      const changed = { by: actorId(actor), at: clock.now() }
      await awards.setVisibility(awardId, visibility, changed)
      await audit.record({
        institutionId: award.institutionId,
        actor,
        action: `award.${visibility}`,
        subject: `award:${awardId}`,
        at: changed.at,
      })
    },

    /** An award with all it rests on: for its holder, institution staff and the operator. Throws NotFound. */
    async show(actor: Actor, awardId: string): Promise<AwardShown> {
      const award = await reachable(actor, awardId)
      return {
        award,
        url: addresses.award(award.id),
        issuerDid: addresses.issuerDid(award.institutionId),
        statusListUrl: award.statusListId ? addresses.statusList(award.statusListId) : null,
        acts: await audit.of(`award:${award.id}`),
      }
    },

    /** For the public page: the issued award if this visitor may see it; null says nothing about whether it exists. */
    async visibleTo(
      viewer: { personId: string; institutionId: string } | null,
      awardId: string,
    ): Promise<IssuedAward | null> {
      const award = await awards.byId(awardId)
      return award && isIssued(award) && mayView(award, viewer) ? award : null
    },

    /** A person's own awards, newest first. */
    ofPerson: (institutionId: string, personId: string): Promise<Award[]> =>
      awards.ofPerson(institutionId, personId),

    /** Every award of an institution, one by one, for those who prove them. */
    every: (institutionId: string): AsyncGenerator<Award> => awards.every(institutionId),

    /** The awards a staff member or the operator may see, newest first. Throws NotFound, Forbidden. */
    async list(actor: Actor, institutionId: string | null = null): Promise<Award[]> {
      mustOversee(actor)
      if (institutionId !== null) mustReach(actor, institutionId)
      return awards.list(institutionId ?? reach(actor))
    },
  }
}

export type AwardService = ReturnType<typeof createAwardService>
