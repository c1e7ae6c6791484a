import { Router, type Request, type Response } from 'express'
import type { Clock } from '../../clock/clock.js'
import { mayAssess } from '../../cohorts/cohort.js'
import { cohortNav } from '../../cohorts/cohortNav.js'
import type { PeopleService } from '../../cohorts/peopleService.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import type { StartGuestSession } from '../../identity/guestRoutes.js'
import { requireActor } from '../../identity/requestActor.js'
import { mySchool } from '../../identity/schoolRoutes.js'
import type { SchoolService } from '../../identity/schoolService.js'
import { slowDown } from '../../identity/slowDown.js'
import { joiningForm } from '../../identity/staffForms.js'
import { parseForm, type FieldError } from '../../web/forms.js'
import { translateOf } from '../../web/views.js'
import type { CatalogueService } from '../../catalogue/catalogueService.js'
import type { QualifyingService } from '../qualifying/qualifyingService.js'
import type { AssessmentService } from '../assessmentService.js'
import { dueGroups, promiseTone } from '../overdue/dueGroups.js'
import { poolAdditionForm } from './poolForms.js'
import type { PoolInvitation } from './poolMember.js'
import type { PoolInvitationService } from './poolInvitationService.js'
import type { PoolService } from './poolService.js'

/** The pages of the pool: the assessors' own home, the way in by an invitation, and the list beside a course. */
export function poolRoutes(deps: {
  pool: PoolService
  poolInvitations: PoolInvitationService
  assessments: Pick<AssessmentService, 'desk'>
  people: Pick<PeopleService, 'list'>
  qualifying: Pick<QualifyingService, 'standing'>
  /** What an institution offers, for its titles. */
  catalogue: Pick<CatalogueService, 'listPublished'>
  schools: Pick<SchoolService, 'say'>
  startGuestSession: StartGuestSession
  clock: Clock
}): Router {
  const { pool, poolInvitations, assessments, clock } = deps
  const router = Router()
  const slow = slowDown()

  router.get('/assess', async (req, res) => {
    if (!req.session.personId) {
      res.redirect(303, '/assess/sign-in')
      return
    }
    const actor = requireActor(req)
    const [{ mine, free, inPool, own }, qualifying] = await Promise.all([
      assessments.desk(actor),
      deps.qualifying.standing(actor),
    ])
    if (!inPool && qualifying.length === 0) throw new NotFound('nothing to assess and nothing to qualify for')
    const now = clock.now()
    const rows = (list: typeof mine) =>
      dueGroups(list.map(({ round, title }) => ({ ...round, title, tone: promiseTone(round.dueBy, now) })))
    res.render('assessment/pool/desk', {
      mine: rows(mine),
      free: rows(free),
      inPool,
      own,
      qualifying,
      returned: req.query['done'] === 'returned',
    })
  })

  const tokenIn = (req: Request): string => String(req.params['token'])
  const showJoining = (
    res: Response,
    { email }: PoolInvitation,
    errors: FieldError[],
    { name = '', school = '' }: Record<string, string> = {},
  ) => {
    res.status(errors.length > 0 ? 422 : 200).set('Cache-Control', 'no-store')
    res.render('assessment/pool/joining', { errors, name, school, email })
  }

  router.get('/assess/joining/:token', slow, async (req, res) => {
    showJoining(res, await poolInvitations.look(tokenIn(req)), [])
  })

  router.post('/assess/joining/:token', slow, async (req, res) => {
    const invitation = await poolInvitations.look(tokenIn(req))
    const form = parseForm(joiningForm.extend({ school: mySchool }), req.body)
    if (!form.ok) {
      showJoining(res, invitation, form.errors, form.values)
      return
    }
    try {
      const guest = await poolInvitations.accept(tokenIn(req), form.value)
      const { institutionId, personId } = guest
      const { school } = form.value
      if (school) await deps.schools.say({ kind: 'person', institutionId, personId }, school)
      await deps.startGuestSession(req, guest)
      res.redirect(303, '/assess')
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      showJoining(res, invitation, [{ field: 'name', message: 'pool.joining.taken' }], form.value)
    }
  })

  async function showBeside(
    req: Request<{ cohortId: string }>,
    res: Response,
    errors: FieldError[] = [],
  ): Promise<void> {
    const actor = requireActor(req)
    const listed = await pool.listBesideCourse(actor, req.params.cohortId)
    const [{ people }, offered] = await Promise.all([
      deps.people.list(actor, req.params.cohortId),
      deps.catalogue.listPublished(listed.cohort.institutionId),
    ])
    const inPool = listed.members.filter(({ left }) => left === null).map(({ personId }) => personId)
    res.status(errors.length > 0 ? 422 : 200).render('assessment/pool/besideCourse', {
      cohort: listed.cohort,
      members: listed.members,
      titles: Object.fromEntries(offered.map(({ key, title }) => [key, title])),
      addable: people
        .filter(({ enrolment }) => mayAssess(enrolment.roles) && enrolment.leftAt === null)
        .filter(({ enrolment }) => !inPool.includes(enrolment.personId))
        .map(({ enrolment, name }) => ({ personId: enrolment.personId, name })),
      errors,
      done: req.query['done'] === 'added',
      nav: cohortNav(translateOf(res), listed, 'pool'),
    })
  }

  router.get('/cohorts/:cohortId/pool', (req, res) => showBeside(req, res))

  router.post('/cohorts/:cohortId/pool', async (req, res) => {
    const { cohortId } = req.params
    const form = parseForm(poolAdditionForm, req.body)
    const personId = form.ok ? form.value.personId : ''
    const added = await pool.addFromCourse(requireActor(req), cohortId, personId)
    if (added) res.redirect(303, `/cohorts/${cohortId}/pool?done=added`)
    else await showBeside(req, res, [{ field: 'personId', message: 'pool.add.notHere' }])
  })

  return router
}
