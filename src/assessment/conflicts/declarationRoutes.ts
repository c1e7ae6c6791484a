import { Router, type Request, type Response } from 'express'
import { mayAssess } from '../../cohorts/cohort.js'
import { cohortNav } from '../../cohorts/cohortNav.js'
import type { PeopleService } from '../../cohorts/peopleService.js'
import type { PeopleNames } from '../../identity/person.js'
import { requireActor } from '../../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../../web/forms.js'
import { translateOf } from '../../web/views.js'
import type { PoolService } from '../pool/poolService.js'
import type { DeclaringDecision } from './declaration.js'
import { ownDeclarationForm, pairForm } from './declarationForms.js'
import type { Declarations } from './declarations.js'
import { withNames } from './declarationView.js'

const fieldOf: Record<Exclude<DeclaringDecision, 'declare'>, string> = {
  notAnAssessor: 'assessorId',
  notAnEducator: 'educatorId',
  oneself: 'educatorId',
}

/** Saying who knows whom too well: an assessor on a round, a facilitator of a pair, and both taking it back. */
export function declarationRoutes(deps: {
  declarations: Declarations
  pool: Pick<PoolService, 'listBesideCourse'>
  people: Pick<PeopleService, 'list'>
  names: PeopleNames
}): Router {
  const { declarations } = deps
  const router = Router()

  router.get('/assessments/:id/declaration', async (req, res) => {
    const { assessment, microCredential, called, from } = await declarations.declarable(
      requireActor(req),
      req.params.id,
    )
    res.render('assessment/conflicts/own', {
      assessment,
      microCredential,
      called,
      inCourse: from === 'cohort',
    })
  })

  router.post('/assessments/:id/declaration', async (req, res) => {
    const { reason } = ownDeclarationForm.catch({ reason: '' }).parse(req.body)
    await declarations.declareOn(requireActor(req), req.params.id, reason)
    res.redirect(303, '/declarations?done=declared')
  })

  router.get('/declarations', async (req, res) => {
    const mine = await declarations.mine(requireActor(req))
    res.render('assessment/conflicts/mine', { declarations: mine, done: doneWord(req) })
  })

  router.get('/cohorts/:cohortId/declarations', (req, res) => showCourse(req, res))

  router.post('/cohorts/:cohortId/declarations', async (req, res) => {
    const { cohortId } = req.params
    const form = parseForm(pairForm, req.body)
    if (!form.ok) {
      await showCourse(req, res, form.errors)
      return
    }
    const decision = await declarations.declarePair(requireActor(req), cohortId, form.value)
    if (decision === 'declare') res.redirect(303, `/cohorts/${cohortId}/declarations?done=declared`)
    else await showCourse(req, res, [{ field: fieldOf[decision], message: `declaration.${decision}` }])
  })

  router.post('/declarations/:id/withdrawal', async (req, res) => {
    const actor = requireActor(req)
    const { cohortId, declared } = await declarations.withdraw(actor, actor.institutionId, req.params.id)
    const ofCourse = declared.by !== `person:${actor.personId}` || req.query['from'] === 'course'
    res.redirect(303, `${ofCourse ? `/cohorts/${cohortId}` : ''}/declarations?done=withdrawn`)
  })

  return router

  async function showCourse(
    req: Request<{ cohortId: string }>,
    res: Response,
    errors: FieldError[] = [],
  ): Promise<void> {
    const actor = requireActor(req)
    const { cohortId } = req.params
    const found = await declarations.ofCourse(actor, cohortId)
    const [{ people }, { members }, shown] = await Promise.all([
      deps.people.list(actor, cohortId),
      deps.pool.listBesideCourse(actor, cohortId),
      withNames(deps.names, actor.institutionId, found.declarations),
    ])
    const here = people.filter(({ enrolment }) => enrolment.leftAt === null)
    const assessors = new Map([
      ...here
        .filter(({ enrolment }) => mayAssess(enrolment.roles))
        .map(({ enrolment, name }) => [enrolment.personId, name] as const),
      ...members.filter(({ left }) => left === null).map(({ personId, name }) => [personId, name] as const),
    ])
    res.status(errors.length > 0 ? 422 : 200).render('assessment/conflicts/course', {
      cohort: found.cohort,
      declarations: shown,
      assessors: [...assessors].map(([personId, name]) => ({ personId, name })),
      educators: here
        .filter(({ enrolment }) => enrolment.roles.includes('educator'))
        .map(({ enrolment, name }) => ({ personId: enrolment.personId, name })),
      values: errors.length > 0 ? typedValues(req.body) : {},
      errors,
      done: doneWord(req),
      nav: cohortNav(translateOf(res), found, 'pool'),
    })
  }
}

const doneWord = (req: Request): string | undefined =>
  ['declared', 'withdrawn'].find((known) => known === req.query['done'])
