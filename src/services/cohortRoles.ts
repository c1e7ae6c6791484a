import type { CohortRole } from '../cohorts/cohort.js'
import type { CohortRole as ToldRole } from '../lti/roles.js'

/** A course role for each hint of a launch or a roster; an LMS administrator who does not teach here only looks. */
const roleFor: Record<ToldRole, CohortRole | null> = {
  educator: 'educator',
  facilitator: 'facilitator',
  assessor: 'assessor',
  observer: 'observer',
  administrator: 'observer',
  'test-learner': null,
}

/** The roles in a cohort that an LMS's roles mean, each once. */
export const cohortRoles = (told: readonly ToldRole[]): CohortRole[] => [
  ...new Set(told.map((role) => roleFor[role]).filter((role) => role !== null)),
]
