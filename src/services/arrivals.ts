import { createArrivals } from '../cohorts/arrival.js'
import type { Lti } from '../lti/lti.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import { createLaunchArrival } from './launchArrival.js'
import { lineItemsThrough } from './protocol.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** The way in: from a verified launch to a person, a course and a page. */
export function createArrival(
  { clock }: Ground,
  stores: Stores,
  { lti, submissions }: { lti: Lti; submissions: SubmissionService },
) {
  const { people, cohorts, enrolments, mappings, assignments, deepLinks } = stores
  const lineItems = lineItemsThrough(lti)
  return createLaunchArrival({
    people,
    arriveInCohort: createArrivals({ cohorts, enrolments, mappings, assignments, lineItems, clock }),
    deepLinks,
    reviewPath: async ({ assignment, cohort }, platformUserId) => {
      const reviewed = await enrolments.findByPlatformUser(cohort.id, platformUserId)
      if (!assignment || !reviewed) return null
      const found = await submissions.ofPerson(cohort.institutionId, assignment.id, reviewed.personId)
      return found ? `/submissions/${found.id}` : null
    },
    clock,
  })
}
