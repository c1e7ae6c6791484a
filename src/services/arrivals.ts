import { createArrivals } from '../cohorts/arrival.js'
import type { CourseCopies } from '../cohorts/courseCopies.js'
import type { RosterService } from '../cohorts/rosterService.js'
import type { Lti } from '../lti/lti.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import { createLaunchArrival } from './launchArrival.js'
import { lineItemsThrough } from './protocol.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** The way in: from a verified launch to a person, a course and a page. */
export function createArrival(
  { clock, logger }: Ground,
  stores: Stores,
  others: { lti: Lti; submissions: SubmissionService; roster: RosterService; copies: CourseCopies },
) {
  const { lti, submissions, roster, copies } = others
  const { people, cohorts, enrolments, mappings, assignments, deepLinks } = stores
  const lineItems = lineItemsThrough(lti)
  return createLaunchArrival({
    people,
    arriveInCohort: createArrivals({ cohorts, enrolments, mappings, assignments, lineItems, copies, clock }),
    deepLinks,
    keptForms: stores.keptForms,
    sessionHoursOf: async (institutionId) =>
      (await stores.institutions.byId(institutionId))?.settings.sessionHours,
    // Nobody waits at the door for the roster: it is only asked for, and a job reads it.
    launched: (cohort) => {
      roster.launched(cohort).catch((err: unknown) => {
        logger.error({ code: 'roster.not_asked', cohortId: cohort.id, err })
      })
    },
    reviewPath: async ({ assignment, cohort }, platformUserId) => {
      const reviewed = await enrolments.findByPlatformUser(cohort.id, platformUserId)
      if (!assignment || !reviewed) return null
      const found = await submissions.ofPerson(cohort.institutionId, assignment.id, reviewed.personId)
      return found ? `/submissions/${found.id}` : null
    },
    clock,
  })
}
