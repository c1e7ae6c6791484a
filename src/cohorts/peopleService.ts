import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import type { PeopleNames } from '../identity/person.js'
import { isStaffRole, mayCoach } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { EnrolmentStore } from './enrolmentStore.js'
import type { CoachLinks, CohortAccess } from './ports.js'
import type { RosterService } from './rosterService.js'

/** Everybody in a cohort, and who of them may assess. */
export function createPeopleService(deps: {
  access: CohortAccess
  enrolments: EnrolmentStore
  roster: Pick<RosterService, 'state'>
  people: PeopleNames
  coaching: CoachLinks
  audit: AuditTrail
  clock: Clock
}) {
  return {
    /** The people of a cohort with the names the LMS gave: those who run it first, then by name. Facilitators only. */
    async list(actor: Actor, cohortId: string) {
      const standing = await deps.access.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const [enrolments, links, roster] = await Promise.all([
        deps.enrolments.list(institutionId, cohortId),
        deps.coaching.ofCohort(institutionId, cohortId),
        deps.roster.state(standing.cohort),
      ])
      const names = await deps.people.names(
        institutionId,
        enrolments.map(({ personId }) => personId),
      )
      const nameOf = (personId: string) => names.get(personId) ?? null
      const present = enrolments.filter(({ leftAt }) => leftAt === null)
      return {
        ...standing,
        roster,
        /** Who may be chosen as a coach here. */
        coaches: present
          .filter(({ roles }) => mayCoach(roles))
          .map(({ personId }) => ({ personId, name: nameOf(personId) })),
        people: enrolments
          .map((enrolment) => ({
            enrolment,
            name: nameOf(enrolment.personId),
            coachedBy: links
              .filter(({ educatorId }) => educatorId === enrolment.personId)
              .map(({ id, coachId }) => ({ linkId: id, coachId, name: nameOf(coachId) })),
          }))
          .sort(
            (a, b) =>
              Number(isStaffRole(b.enrolment.roles)) - Number(isStaffRole(a.enrolment.roles)) ||
              (a.name ?? '\uffff').localeCompare(b.name ?? '\uffff'),
          ),
      }
    },
    /** Lets somebody assess in the cohort, or no longer. Needed where an LMS has no role for it (Moodle). */
    async setAssessor(actor: Actor, cohortId: string, personId: string, on: boolean): Promise<void> {
      const standing = await deps.access.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      if (!(await deps.enrolments.setAssessor(institutionId, cohortId, personId, on))) throw new NotFound()
      await deps.audit.record({
        institutionId,
        actor,
        action: on ? 'assessor.added' : 'assessor.removed',
        subject: `person:${personId}`,
        at: deps.clock.now(),
      })
    },
  }
}

export type ListedPeople = Awaited<ReturnType<PeopleService['list']>>
export type PeopleService = ReturnType<typeof createPeopleService>
