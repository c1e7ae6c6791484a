import type { Request } from 'express'
import type { Arrival, Arrived } from '../cohorts/arrival.js'
import type { DeepLinkStore } from '../cohorts/deepLinkStore.js'
import type { Clock } from '../clock/clock.js'
import type { Person } from '../identity/person.js'
import type { KeptFormStore } from '../identity/keptFormStore.js'
import type { PersonStore } from '../identity/personStore.js'
import type { Launch } from '../lti/launch.js'
import { reviewDestination, reviewWish, type Reviewed, type ReviewWish } from './reviewArrival.js'
import { startSession } from '../web/session.js'
import { cohortRoles } from './cohortRoles.js'
import { fullName } from './protocol.js'

/** Where a launch leads, and who it was. A launch without a person or a course is valid and leads to a kind page. */
export interface Taken {
  person: Person | null
  arrived: Arrived | null
  redirectTo: string
}

const DEEP_LINK_MS = 2 * 3600 * 1000

/** Joins the rooms a launch passes through: who it is, which course and assignment, and what was asked for. */
export function createLaunchArrival(deps: {
  people: PersonStore
  arriveInCohort: (arrival: Arrival) => Promise<Arrived>
  deepLinks: DeepLinkStore
  /** Told of each course that somebody came from, after they are in. */
  launched: (cohort: Arrived['cohort']) => void
  /** Finds the work a launch asks for, within the course it came from. */
  findReviewed: (arrived: Arrived, wish: ReviewWish) => Promise<Reviewed>
  /** What somebody had written when their session ended. */
  keptForms: Pick<KeptFormStore, 'anyFor'>
  /** The institution's limit, in hours. */
  sessionHoursOf: (institutionId: string) => Promise<number | undefined>
  clock: Clock
}) {
  async function takeIn(launch: Launch): Promise<Taken> {
    const { user, context } = launch
    const person = await deps.people.meet({
      institutionId: launch.institutionId,
      registrationId: launch.registrationId,
      sub: user?.sub ?? null,
      name: user ? fullName(user) : null,
      email: user?.email ?? null,
      locale: launch.locale ?? user?.locale ?? null,
      timeZone: launch.timeZone,
    })
    if (!person || !user) return { person: null, arrived: null, redirectTo: '/welcome?why=anonymous' }
    if (!context) return { person, arrived: null, redirectTo: '/welcome?why=no_course' }
    const arrived = await deps.arriveInCohort({
      institutionId: launch.institutionId,
      registrationId: launch.registrationId,
      deploymentId: launch.deploymentId,
      personId: person.id,
      platformUserId: user.sub,
      roles: cohortRoles(launch.roles),
      testLearner: launch.roles.includes('test-learner'),
      context: {
        id: context.id,
        title: context.title || context.label,
        history: context.history.filter((id) => id !== context.id),
      },
      resourceLink: isAssignment(launch) ? launch.resourceLink : null,
      mappingId: launch.mappingId,
      grades: launch.grades,
      rosterUrl: launch.roster?.url ?? null,
    })
    deps.launched(arrived.cohort)
    return { person, arrived, redirectTo: await destination(launch, person, arrived) }
  }

  async function destination(launch: Launch, person: Person, arrived: Arrived): Promise<string> {
    const { cohort, assignment } = arrived
    if (launch.kind === 'deep-linking' && launch.deepLinking) {
      const requestId = await deps.deepLinks.create({
        institutionId: launch.institutionId,
        registrationId: launch.registrationId,
        deploymentId: launch.deploymentId,
        cohortId: cohort.id,
        personId: person.id,
        settings: {
          returnUrl: launch.deepLinking.returnUrl,
          acceptMultiple: launch.deepLinking.acceptMultiple,
          acceptLineItem: launch.deepLinking.acceptLineItem ?? true,
          acceptTypes: launch.deepLinking.acceptTypes,
          data: launch.deepLinking.data ?? null,
          family: launch.platformFamily,
        },
        expiresAt: new Date(deps.clock.now().getTime() + DEEP_LINK_MS),
      })
      return `/deep-linking/${requestId}`
    }
    const wish = reviewWish(launch)
    if (wish) {
      const viewer = { personId: person.id, roles: cohortRoles(launch.roles) }
      const path = reviewDestination(viewer, arrived, await deps.findReviewed(arrived, wish))
      if (path) return path
    }
    if (launch.roles.length === 0) return '/welcome?why=no_role'
    if (launch.page === 'portfolio') return '/portfolio'
    return assignment ? `/assignments/${assignment.id}` : `/cohorts/${cohort.id}`
  }

  return {
    /** Records a launch and answers where it leads, without a session: what seeds do. */
    takeIn,
    /** The same for a browser: a fresh session that holds only ids, then the way in. */
    async arrive(launch: Launch, req: Request): Promise<{ redirectTo: string }> {
      const { person, redirectTo } = await takeIn(launch)
      if (!person) return { redirectTo }
      const { institutionId } = launch
      const [hours, unfinished] = await Promise.all([
        deps.sessionHoursOf(institutionId),
        deps.keptForms.anyFor({ institutionId, personId: person.id }),
      ])
      await startSession(
        req,
        {
          personId: person.id,
          institutionId: launch.institutionId,
          registrationId: launch.registrationId,
          ...(person.locale ? { locale: person.locale } : {}),
          ...(person.timeZone ? { timeZone: person.timeZone } : {}),
        },
        deps.clock.now(),
        hours,
      )
      if (!unfinished || launch.kind !== 'resource-link') return { redirectTo }
      return { redirectTo: `/kept-forms?next=${encodeURIComponent(redirectTo)}` }
    },
  }
}

/** Links to our pages are no assignments, nor is a course's menu entry, whose link Canvas names after the course itself (Canvas documentation). */
const isAssignment = ({ page, resourceLink, context }: Launch): boolean =>
  page === null && resourceLink !== null && resourceLink.id !== context?.id
