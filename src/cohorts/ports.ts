import type { Actor } from '../identity/actor.js'
import type { Assignment, Cohort, Enrolment } from './cohort.js'

/** A person's standing in a cohort, loaded together so that no page trusts an id by itself. */
export interface Standing {
  cohort: Cohort
  enrolment: Enrolment
}

/** What later rooms ask of cohorts. All throw NotFound for another tenant, cohort or person. */
export interface CohortAccess {
  /** The actor's own standing in the cohort. */
  standing(actor: Actor, cohortId: string): Promise<Standing>
  /** An assignment together with the actor's standing in its cohort. */
  assignment(actor: Actor, assignmentId: string): Promise<Standing & { assignment: Assignment }>
  /** All assignments of the cohort that have a mapping, by week, then title. */
  mappedAssignments(cohortId: string): Promise<Assignment[]>
  /** Another person's enrolment, for addressing scores and for showing work. Null when there is none. */
  enrolmentOf(cohortId: string, personId: string): Promise<Enrolment | null>
}
