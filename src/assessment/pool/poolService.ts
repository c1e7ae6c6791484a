import { actorId, type Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { Clock } from '../../clock/clock.js'
import { mayAssess } from '../../cohorts/cohort.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import type { CohortAccess } from '../../cohorts/ports.js'
import { NotFound } from '../../errors/errors.js'
import type { PeopleNames } from '../../identity/person.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import type { Qualification, Qualifications } from '../qualifying/qualifications.js'
import type { PoolMember, PoolOrigin } from './poolMember.js'
import type { PoolStore } from './poolStore.js'

/** A member as the pages about the pool show them. */
export interface ShownMember extends PoolMember {
  name: string | null
  /** How many rounds are in their hands now. */
  load: number
  qualifiedFor: Qualification[]
}

/** The people who judge work for an institution: who they are, who takes them in, and who lets them go. */
export function createPoolService(deps: {
  pool: PoolStore
  cohorts: CohortAccess
  people: PeopleNames
  qualifications: Pick<Qualifications, 'of'>
  /** How many rounds each of these people has begun and not finished. */
  loads(institutionId: string, personIds: readonly string[]): Promise<Map<string, number>>
  /** Frees what somebody has in hand, for others to take. */
  letGo(actor: Actor, institutionId: string, personId: string): Promise<void>
  /** Ends the access of somebody who came without an LMS. */
  closeGuest(actor: Actor, institutionId: string, personId: string): Promise<void>
  audit: AuditTrail
  clock: Clock
}) {
  const { pool, clock } = deps

  async function shown(institutionId: string): Promise<ShownMember[]> {
    const members = await pool.list(institutionId)
    const ids = members.map(({ personId }) => personId)
    const [names, loads, held] = await Promise.all([
      deps.people.names(institutionId, ids),
      deps.loads(institutionId, ids),
      deps.qualifications.of(institutionId, ids),
    ])
    return members.map((one) => ({
      ...one,
      name: names.get(one.personId) ?? null,
      load: loads.get(one.personId) ?? 0,
      qualifiedFor: held.get(one.personId) ?? [],
    }))
  }

  async function join(actor: Actor, institutionId: string, personId: string, from: PoolOrigin) {
    const at = clock.now()
    const joined = { by: actorId(actor), at }
    if (!(await pool.join({ institutionId, personId, from, joined }))) return
    const subject = `person:${personId}`
    await deps.audit.record({ institutionId, actor, action: 'pool.joined', subject, reason: from, at })
  }

  async function facilitating(actor: Actor, cohortId: string) {
    const standing = await deps.cohorts.standing(actor, cohortId)
    requireRole(standing, 'facilitator')
    return standing
  }

  return {
    /** Everybody who is or was in the pool, for staff of the institution. Throws NotFound, Forbidden. */
    async list(actor: Actor, institutionId: string): Promise<ShownMember[]> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return shown(institutionId)
    },
    /** The same for a facilitator, beside the course they come from. Throws NotFound, Forbidden (`role_missing`). */
    async listBesideCourse(actor: Actor, cohortId: string) {
      const standing = await facilitating(actor, cohortId)
      return { ...standing, members: await shown(standing.cohort.institutionId) }
    },
    /**
     * Takes in somebody who assesses in a facilitator's course; false for anybody else. Again is harmless. Throws NotFound,
     * Forbidden (`role_missing`).
     */
    async addFromCourse(actor: Actor, cohortId: string, personId: string): Promise<boolean> {
      const { cohort } = await facilitating(actor, cohortId)
      const enrolment = await deps.cohorts.enrolmentOf(cohortId, personId)
      if (!enrolment || enrolment.leftAt || !mayAssess(enrolment.roles)) return false
      await join(actor, cohort.institutionId, personId, 'lms')
      return true
    },
    /** Takes somebody in. Who calls has made sure of their right to be: an invitation, an award. */
    join,
    /**
     * Lets a member go: from now on they take nothing, what they have in hand is free, and who came without an LMS is signed out at once. What they judged
     * stays. Throws NotFound, Forbidden.
     */
    async end(actor: Actor, institutionId: string, memberId: string): Promise<void> {
      mustManage(actor, institutionId)
      const member = await pool.find(institutionId, memberId)
      if (!member) throw new NotFound('no such member')
      const at = clock.now()
      // The account first: were this cut short, a second press finds the membership and ends the rest.
      await deps.closeGuest(actor, institutionId, member.personId)
      await deps.letGo(actor, institutionId, member.personId)
      if (!(await pool.leave(institutionId, memberId, { by: actorId(actor), at }))) return
      const subject = `person:${member.personId}`
      await deps.audit.record({ institutionId, actor, action: 'pool.left', subject, at })
    },
  }
}

export type PoolService = ReturnType<typeof createPoolService>
