import { Router, type Request, type Response } from 'express'
import { requireActor } from '../../identity/requestActor.js'
import type { FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import type { Judgement } from '../assessment.js'
import { problemErrors, readJudgements } from '../judgementForm.js'
import type { OpenedTrial, QualifyingService } from './qualifyingService.js'
import { showTrial } from './qualifyingView.js'

type ById = Request<{ id: string }>

/** Qualifying: one sample, judged by the rubric, and then how it compares. */
export function qualifyingRoutes({ qualifying }: { qualifying: QualifyingService }): Router {
  const router = Router()

  router.post('/assess/qualifying', async (req, res) => {
    const key: unknown = Reflect.get(Object(req.body), 'microCredential')
    const id = await qualifying.begin(requireActor(req), typeof key === 'string' ? key : '')
    res.redirect(303, `/assess/trials/${id}`)
  })

  router.get('/assess/trials/:id', async (req, res) => {
    const opened = await qualifying.open(requireActor(req), req.params.id)
    show(res, opened, opened.trial.draft, [])
  })

  router.post('/assess/trials/:id/drafts', async (req, res) => {
    const { opened, judgements, errors } = await posted(req)
    const saved = await qualifying.saveDraft(requireActor(req), req.params.id, judgements)
    if (req.accepts(['html', 'json']) === 'json') res.status(saved ? 200 : 409).json({})
    else if (errors.length > 0) show(res.status(422), opened, judgements, errors)
    else res.redirect(303, `/assess/trials/${req.params.id}?done=saved`)
  })

  router.post('/assess/trials/:id/answer', async (req, res) => {
    const { opened, judgements, errors } = await posted(req)
    if (errors.length > 0 && !opened.trial.finished) {
      show(res.status(422), opened, judgements, errors)
      return
    }
    const decision = await qualifying.answer(requireActor(req), req.params.id, judgements)
    if (decision.kind === 'finished') res.redirect(303, `/assess/trials/${req.params.id}`)
    else {
      const problems = decision.criterionIds.map((criterionId) => ({ criterionId, code: 'noLevel' as const }))
      show(res.status(422), opened, judgements, problemErrors(problems))
    }
  })

  return router

  async function posted(req: ById) {
    const opened = await qualifying.open(requireActor(req), req.params.id)
    const { judgements, errors } = readJudgements(opened.microCredential.rubric.criteria, req.body)
    return { opened, judgements: judgements ?? opened.trial.draft, errors }
  }

  function show(
    res: Response,
    opened: OpenedTrial,
    judgements: readonly Judgement[],
    errors: FieldError[],
  ): void {
    res.render(opened.trial.finished ? 'assessment/qualifying/compared' : 'assessment/qualifying/trial', {
      ...showTrial(opened, judgements, errors, viewContextOf(res)),
      done: res.req.query['done'] === 'saved',
    })
  }
}
