import { Router } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { pageOf } from '../web/paging.js'
import { translateOf } from '../web/views.js'
import type { Enrolment } from './cohort.js'
import { cohortNav } from './cohortNav.js'
import type { MondayService } from './mondayService.js'
import type { CohortAccess, Standing } from './ports.js'

const PEOPLE_PER_PAGE = 30

const reasons = ['no_course', 'anonymous', 'no_role', 'review_foreign', 'review_nothing', 'observer'] as const

/**
 * Where launches lead. What this room knows itself it shows (the facilitator's overview, an assignment that still
 * needs an answer); everything about an educator's or an assessor's work is passed on to the rooms mounted after it.
 */
export function arrivalRoutes(deps: {
  access: CohortAccess
  monday: MondayService
  /** Whether the person is somebody's coach in the course. */
  coachesHere(standing: Standing): Promise<boolean>
  /** A person's enrolments, the latest first. */
  cohortsOf(institutionId: string, personId: string): Promise<Pick<Enrolment, 'cohortId'>[]>
}): Router {
  const router = Router()

  router.get('/', async (req, res) => {
    const { personId, institutionId, staffId, guestId } = req.session
    const [latest] = personId && institutionId ? await deps.cohortsOf(institutionId, personId) : []
    if (latest) res.redirect(303, `/cohorts/${latest.cohortId}`)
    else res.redirect(303, guestId ? '/assess' : staffId ? '/admin' : '/verify')
  })

  router.get('/welcome', (req, res) => {
    const why = reasons.find((reason) => reason === req.query['why']) ?? 'no_course'
    res.render('cohorts/welcome', { why })
  })

  router.get('/cohorts/:cohortId', async (req, res, next) => {
    const actor = requireActor(req)
    const standing = await deps.access.standing(actor, req.params.cohortId)
    const { roles } = standing.enrolment
    if (roles.includes('facilitator')) {
      const overview = await deps.monday.overview(actor, standing.cohort.id)
      res.render('cohorts/monday', {
        ...overview,
        educators: overview.grid.length,
        paged: pageOf(overview.grid, req.query['page'], PEOPLE_PER_PAGE),
        nav: cohortNav(translateOf(res), standing, 'home'),
      })
    } else if (roles.includes('assessor')) res.redirect(303, `/cohorts/${standing.cohort.id}/queue`)
    else if (roles.includes('educator')) next()
    else if (await deps.coachesHere(standing)) res.redirect(303, `/cohorts/${standing.cohort.id}/coaching`)
    else res.render('cohorts/welcome', { why: roles.includes('observer') ? 'observer' : 'no_role' })
  })

  router.get('/assignments/:assignmentId', async (req, res, next) => {
    const { assignment, cohort, enrolment } = await deps.access.assignment(
      requireActor(req),
      req.params.assignmentId,
    )
    if (enrolment.roles.length === 0) res.render('cohorts/welcome', { why: 'no_role' })
    else if (assignment.mappingId) next()
    else if (enrolment.roles.includes('facilitator'))
      res.redirect(303, `/assignments/${assignment.id}/mapping`)
    else res.render('cohorts/waiting', { assignment, cohort })
  })

  return router
}
