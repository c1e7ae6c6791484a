import { Router, type ErrorRequestHandler, type Request, type Response } from 'express'
import { NotFound } from '../errors/errors.js'
import { parseForm } from '../web/forms.js'
import { translateOf } from '../web/views.js'
import { requireActor } from '../identity/requestActor.js'
import { cohortNav } from './cohortNav.js'
import { writeDay } from './calendar.js'
import { mappingForm, startForm, weekForm } from './cohortForms.js'
import type { MappingService } from './mappingService.js'
import type { Standing } from './ports.js'

const doneWords = [
  'mapped',
  'week',
  'start',
  'removed',
  'opened',
  'gone',
  'column_found',
  'column_created',
  'column_known',
] as const

/** A page says only what we said ourselves: anybody can write an address for somebody else to open. */
export const failureCode = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[a-z0-9-]{1,40}$/.test(given) ? given : undefined

/** The mapping page of a course, the question an unmapped assignment asks, and the acts that mend. */
export function mappingRoutes(mapping: MappingService): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/mapping', async (req, res) => {
    const overview = await mapping.overview(requireActor(req), req.params.cohortId)
    const done = doneWords.find((word) => word === req.query['done'])
    const failed = failureCode(req.query['failed'])
    const startsOn = writeDay(overview.cohort.startsOn)
    res.render('cohorts/mapping', { ...overview, done, failed, startsOn, nav: nav(res, overview) })
  })

  router.get('/assignments/:assignmentId/mapping', async (req, res) => {
    const question = await mapping.question(requireActor(req), req.params.assignmentId)
    res.render('cohorts/question', { ...question, errors: [], values: {}, nav: nav(res, question) })
  })

  router.post('/assignments/:assignmentId/mapping', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(mappingForm, req.body)
    if (!form.ok) {
      const question = await mapping.question(actor, req.params.assignmentId)
      res.status(422).render('cohorts/question', {
        ...question,
        errors: form.errors,
        values: form.values,
        nav: nav(res, question),
      })
      return
    }
    const assignment = await mapping.map(actor, req.params.assignmentId, form.value.microCredentialId)
    back(res, assignment.cohortId, 'done=mapped', req)
  })

  router.post('/assignments/:assignmentId/week', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(weekForm, req.body)
    if (!form.ok) return showAgain(req, res, form.errors)
    const assignment = await mapping.setWeek(actor, req.params.assignmentId, form.value.week)
    back(res, assignment.cohortId, 'done=week')
  })

  router.post('/cohorts/:cohortId/start', async (req, res) => {
    const actor = requireActor(req)
    const { cohortId } = req.params
    const form = parseForm(startForm, req.body)
    if (form.ok) {
      await mapping.setStart(actor, cohortId, form.value.startsOn)
      back(res, cohortId, 'done=start')
      return
    }
    const overview = await mapping.overview(actor, cohortId)
    res.status(422).render('cohorts/mapping', {
      ...overview,
      errors: form.errors,
      startsOn: form.values['startsOn'] ?? '',
      nav: nav(res, overview),
    })
  })

  router.post('/assignments/:assignmentId/line-item', async (req, res) => {
    const actor = requireActor(req)
    const { cohort } = await mapping.question(actor, req.params.assignmentId)
    const outcome = await mapping.mendColumn(actor, req.params.assignmentId)
    const word =
      typeof outcome === 'string' ? `done=column_${outcome}` : `failed=${encodeURIComponent(outcome.failed)}`
    back(res, cohort.id, word, req)
  })

  router.post('/assignments/:assignmentId/removal', async (req, res) => {
    const { cohortId, outcome } = await mapping.forgetExpected(requireActor(req), req.params.assignmentId)
    back(res, cohortId, `done=${outcome}`, req)
  })

  /** Somebody else, or a second press, was faster and the place is gone: what was wanted has come about. The form says of which course it was. */
  const goneMeanwhile: ErrorRequestHandler = async (error: unknown, req, res, next) => {
    const cohortId = fieldOf(req, 'cohortId')
    if (!(error instanceof NotFound) || typeof cohortId !== 'string') {
      next(error)
      return
    }
    await mapping.mustFacilitate(requireActor(req), cohortId)
    back(res, cohortId, 'done=gone', req)
  }
  router.use(goneMeanwhile)

  async function showAgain(
    req: Request<{ assignmentId: string }>,
    res: Response,
    errors: unknown,
  ): Promise<void> {
    const actor = requireActor(req)
    const { cohort } = await mapping.question(actor, req.params.assignmentId)
    const overview = await mapping.overview(actor, cohort.id)
    const startsOn = writeDay(overview.cohort.startsOn)
    res.status(422).render('cohorts/mapping', { ...overview, errors, startsOn, nav: nav(res, overview) })
  }

  return router
}

const nav = (res: Response, standing: Standing) => cohortNav(translateOf(res), standing, 'mapping')

function fieldOf(req: Request, name: string): unknown {
  const body: unknown = req.body
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
}

/** Back to the page the button stood on: the mapping, or the list of what has come apart. */
function back(res: Response, cohortId: string, word: string, req?: Request): void {
  const fromRepairs = req && fieldOf(req, 'from') === 'repairs'
  res.redirect(303, `/cohorts/${cohortId}/${fromRepairs ? 'repairs' : 'mapping'}?${word}`)
}
