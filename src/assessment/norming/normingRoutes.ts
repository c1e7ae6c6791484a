import { Router, type Request, type Response } from 'express'
import { momentOn } from '../../cohorts/calendar.js'
import { cohortNav } from '../../cohorts/cohortNav.js'
import { newId } from '../../database/ids.js'
import { requireActor } from '../../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import { fieldNames, readJudgements } from '../judgementForm.js'
import type { Judgement } from '../assessment.js'
import type { SnippetDesk } from '../snippets/snippetDesk.js'
import type { Pressed } from '../snippets/snippetPress.js'
import { showOffered } from '../snippets/snippetView.js'
import { openingForm, remarkForm } from './normingForms.js'
import { workName } from './normingOpening.js'
import type { NormingService } from './normingService.js'
import { showRound, showWork } from './normingView.js'

type ByNumber = Request<{ id: string; number: string }>

/** Scoring the same work together: the rounds of a course, one round, one work of it. */
export function normingRoutes(deps: {
  norming: Omit<NormingService, 'closeDue'>
  snippets: SnippetDesk
}): Router {
  const { norming, snippets } = deps
  const router = Router()

  router.get('/cohorts/:cohortId/norming', async (req, res) => {
    const seen = await norming.list(requireActor(req), req.params.cohortId)
    res.render('norming/list', { ...seen, nav: cohortNav(viewContextOf(res).t, seen, 'norming') })
  })

  router.get('/cohorts/:cohortId/norming/opening', async (req, res) => {
    await showOpening(res, req, {}, [], [], [])
  })

  router.post('/cohorts/:cohortId/norming', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(openingForm, req.body)
    const body: unknown = req.body
    const chosen = (name: string) => [Reflect.get(Object(body), name) ?? []].flat().map(String)
    const again = (errors: FieldError[], values: Record<string, string>) =>
      showOpening(res.status(422), req, values, chosen('works'), chosen('participants'), errors)
    if (!form.ok) {
      await again(form.errors, form.values)
      return
    }
    const { closesOn, ...asked } = form.value
    const closesAt = momentOn(closesOn, '23:59', req.session.timeZone ?? 'UTC')
    const opened = await norming.open(actor, req.params.cohortId, { ...asked, closesAt })
    if ('id' in opened) res.redirect(303, `/norming/${opened.id}`)
    else
      await again(
        opened.problems.map(({ field, code }) => ({ field, message: `norming.problem.${code}` })),
        typedValues(body),
      )
  })

  router.get('/norming/:id', async (req, res) => {
    await showOne(req, res)
  })

  router.get('/norming/:id/works/:number', async (req, res) => {
    await showForm(req, res, [], [])
  })

  router.post('/norming/:id/works/:number/scores', async (req, res) => {
    const actor = requireActor(req)
    const { id, number } = req.params
    const { microCredential } = await norming.work(actor, id, Number(number))
    const { judgements, errors } = readJudgements(microCredential.rubric.criteria, req.body)
    const typed = judgements ?? []
    const pressed = await snippets.press(actor, microCredential, req.body, typed)
    if (pressed) {
      await showForm(req, res, pressed.judgements, [], pressed)
      return
    }
    if (errors.length > 0) {
      await showForm(req, res.status(422), typed, errors)
      return
    }
    const decision = await norming.handIn(actor, id, Number(number), typed)
    if (decision.kind === 'incomplete')
      await showForm(
        req,
        res.status(422),
        typed,
        decision.problems.map(({ criterionId, code }) => ({
          field: code === 'noLevel' ? fieldNames.level(criterionId) : fieldNames.comment(criterionId),
          message: `norming.problem.${code}`,
        })),
      )
    else if (decision.kind === 'closed') await showForm(req, res.status(409), typed, [])
    else res.redirect(303, `/norming/${id}?done=handedIn`)
  })

  router.post('/norming/:id/closing', async (req, res) => {
    const { id } = await norming.close(requireActor(req), req.params.id)
    res.redirect(303, `/norming/${id}?done=closed`)
  })

  router.post('/norming/:id/remarks', async (req, res) => {
    const form = parseForm(remarkForm, req.body)
    if (!form.ok) {
      await showOne(req, res.status(422), form.errors, form.values)
      return
    }
    await norming.say(requireActor(req), req.params.id, form.value)
    res.redirect(303, `/norming/${req.params.id}?done=said#talk`)
  })

  return router

  async function showOne(
    req: Request<{ id: string }>,
    res: Response,
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ): Promise<void> {
    const seen = await norming.read(requireActor(req), req.params.id)
    const view = viewContextOf(res)
    res.render('norming/round', {
      ...showRound(seen, view),
      ...{ errors, values, key: newId() },
      said: ['handedIn', 'closed', 'said'].find((one) => one === req.query['done']),
      nav: cohortNav(view.t, seen, 'norming'),
    })
  }

  async function showForm(
    req: ByNumber,
    res: Response,
    judgements: Judgement[],
    errors: FieldError[],
    pressed: Pressed | null = null,
  ): Promise<void> {
    const actor = requireActor(req)
    const seen = await norming.work(actor, req.params.id, Number(req.params.number))
    const view = viewContextOf(res)
    const { microCredential } = seen
    const offered = await snippets.offered(actor, microCredential)
    res.render('norming/work', {
      ...showWork(seen, judgements, errors, view),
      snippets: showOffered(offered, microCredential.rubric, judgements, view, pressed),
    })
  }

  async function showOpening(
    res: Response,
    req: Request<{ cohortId: string }>,
    values: Record<string, string>,
    works: string[],
    participants: string[],
    errors: FieldError[],
  ): Promise<void> {
    const seen = await norming.choices(requireActor(req), req.params.cohortId)
    const view = viewContextOf(res)
    res.render('norming/opening', {
      cohort: seen.cohort,
      groups: seen.microCredentials.map(({ id, title }) => ({
        title: view.pick(title),
        works: seen.works
          .filter(({ microCredentialId }) => microCredentialId === id)
          .map((one) => ({ ...one, value: workName(one), name: seen.names.get(one.personId) ?? null })),
      })),
      people: seen.assessors.map((id) => ({ id, name: seen.names.get(id) ?? null })),
      ...{ values, works, participants, errors, key: values['key'] ?? newId() },
      nav: cohortNav(view.t, seen, 'norming'),
    })
  }
}
