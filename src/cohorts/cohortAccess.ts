import { Forbidden, NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { isStaffRole, type CohortRole } from './cohort.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { CohortStore } from './cohortStore.js'
import type { EnrolmentStore } from './enrolmentStore.js'
import type { CohortAccess, Standing } from './ports.js'

/** The one place that answers "what is this person here": every page and command of a cohort starts with it. */
export function createCohortAccess(stores: {
  cohorts: CohortStore
  enrolments: EnrolmentStore
  assignments: AssignmentStore
}): CohortAccess {
  async function standing(actor: Actor, cohortId: string): Promise<Standing> {
    if (actor.kind !== 'person') throw new NotFound('only people stand in cohorts')
    const [cohort, enrolment] = await Promise.all([
      stores.cohorts.find(actor.institutionId, cohortId),
      stores.enrolments.find(actor.institutionId, cohortId, actor.personId),
    ])
    if (!cohort || !enrolment) throw new NotFound('not a cohort of this person')
    return { cohort, enrolment }
  }
  return {
    standing,
    async assignment(actor, assignmentId) {
      if (actor.kind !== 'person') throw new NotFound('only people open assignments')
      const assignment = await stores.assignments.find(actor.institutionId, assignmentId)
      if (!assignment) throw new NotFound('not an assignment of this institution')
      return { ...(await standing(actor, assignment.cohortId)), assignment }
    },
    async mappedAssignments(cohortId) {
      return stores.assignments.listMapped(cohortId)
    },
    async educatorsOf(institutionId, cohortId) {
      const everybody = await stores.enrolments.list(institutionId, cohortId)
      return everybody.filter(
        ({ roles, leftAt, testLearner }) => roles.includes('educator') && !leftAt && !testLearner,
      )
    },
    async enrolmentOf(cohortId, personId) {
      return stores.enrolments.findByPerson(cohortId, personId)
    },
  }
}

/** Refuses (403) unless the person holds the role in the cohort. */
export function requireRole({ enrolment }: Standing, role: CohortRole): void {
  if (!enrolment.roles.includes(role)) throw new Forbidden('role_missing')
}

/** Refuses (403) unless the person may see other people's work in the cohort. */
export function requireStaffRole({ enrolment }: Standing): void {
  if (!isStaffRole(enrolment.roles)) throw new Forbidden('role_missing')
}
