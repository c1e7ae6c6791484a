import type { Actor } from '../audit/actor.js'
import { actorId } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { requireRole } from '../cohorts/cohortAccess.js'
import type { CohortAccess } from '../cohorts/ports.js'
import { NotFound } from '../errors/errors.js'
import { decideAssigning, type AssignDecision } from './coaching.js'
import type { CoachLinkStore } from './coachLinkStore.js'

/** How many people one form may give a coach: a large course. */
export const MOST_AT_ONCE = 500

/** Who coaches whom in a course. Facilitators decide; what they decided stays on record. */
export function createCoachService(deps: {
  links: CoachLinkStore
  cohorts: CohortAccess
  audit: AuditTrail
  clock: Clock
}) {
  return {
    /**
     * Makes somebody the coach of educators of a course. Facilitators only. Answers what was refused about the
     * first of them that cannot be; then nothing was changed. Whoever has that coach already keeps them.
     */
    async assign(
      actor: Actor,
      cohortId: string,
      coachId: string,
      educatorIds: readonly string[],
    ): Promise<AssignDecision> {
      const standing = await deps.cohorts.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const coach = await deps.cohorts.enrolmentOf(cohortId, coachId)
      for (const educatorId of educatorIds) {
        const decision = decideAssigning(coach, await deps.cohorts.enrolmentOf(cohortId, educatorId))
        if (decision !== 'assign') return decision
      }
      const at = deps.clock.now()
      for (const educatorId of educatorIds) {
        const assigned = { by: actorId(actor), at }
        if (!(await deps.links.assign({ institutionId, cohortId, coachId, educatorId, assigned }))) continue
        await deps.audit.record({
          institutionId,
          actor,
          action: 'coach.assigned',
          subject: `person:${educatorId}`,
          reason: `coach ${coachId}`,
          at,
        })
      }
      return 'assign'
    },
    /** Ends a coaching; what was coached stays so. Facilitators of that course only. Answers the course's id. */
    async end(actor: Actor, linkId: string): Promise<string> {
      if (actor.kind !== 'person') throw new NotFound('only people coach')
      const link = await deps.links.find(actor.institutionId, linkId)
      if (!link) throw new NotFound('no such coaching')
      requireRole(await deps.cohorts.standing(actor, link.cohortId), 'facilitator')
      const at = deps.clock.now()
      if (await deps.links.end(link.institutionId, link.id, { by: actorId(actor), at }))
        await deps.audit.record({
          institutionId: link.institutionId,
          actor,
          action: 'coach.ended',
          subject: `person:${link.educatorId}`,
          reason: `coach ${link.coachId}`,
          at,
        })
      return link.cohortId
    },
  }
}

export type CoachService = ReturnType<typeof createCoachService>
