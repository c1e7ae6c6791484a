import { createArrivals } from '../cohorts/arrival.js'
import type { CourseCopies } from '../cohorts/courseCopies.js'
import type { RosterService } from '../cohorts/rosterService.js'
import type { SessionHours } from '../institutions/sessionHours.js'
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
  others: {
    lti: Lti
    submissions: SubmissionService
    roster: RosterService
    copies: CourseCopies
    sessionHours: Pick<SessionHours, 'of'>
  },
) {
  const { lti, submissions, roster, copies } = others
  const { people, cohorts, enrolments, mappings, assignments, deepLinks } = stores
  const lineItems = lineItemsThrough(lti)
  return createLaunchArrival({
    people,
    arriveInCohort: createArrivals({ cohorts, enrolments, mappings, assignments, lineItems, copies, clock }),
    deepLinks,
    keptForms: stores.keptForms,
    sessionHoursOf: (institutionId) => others.sessionHours.of(institutionId),
    // Nobody waits at the door for the roster: it is only asked for, and a job reads it.
    launched: (cohort) => {
      roster.launched(cohort).catch((err: unknown) => {
        logger.error({ code: 'roster.not_asked', cohortId: cohort.id, err })
      })
    },
    findReviewed: async ({ assignment, cohort }, wish) => {
      const { institutionId } = cohort
      if ('submissionId' in wish) {
        const submission = await submissions.find(institutionId, wish.submissionId)
        const here = submission?.cohortId === cohort.id ? submission : null
        return { personId: here?.personId ?? null, submission: here }
      }
      const reviewed = await enrolments.findByPlatformUser(cohort.id, wish.platformUserId)
      const submission =
        assignment && reviewed
          ? await submissions.ofPerson(institutionId, assignment.id, reviewed.personId)
          : null
      return { personId: reviewed?.personId ?? null, submission }
    },
    clock,
  })
}
