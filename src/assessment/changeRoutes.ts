import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { addWorkingDays, type Clock } from '../clock/clock.js'
import { requireActor } from '../identity/requestActor.js'
import type { FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { openCriteria, type Judgement } from './assessment.js'
import type { AssessmentService } from './assessmentService.js'
import { showAssessment, showJudgements } from './assessmentView.js'
import { problemErrors, readJudgements } from './judgementForm.js'
import type { SnippetDesk } from './snippets/snippetDesk.js'
import type { Pressed } from './snippets/snippetPress.js'
import { showOffered } from './snippets/snippetView.js'

const MAX_REASON = 5_000
const reasonForm = z.object({
  reason: z
    .string()
    .catch('')
    .transform((text) => text.replace(/\r\n?/g, '\n').slice(0, MAX_REASON)),
})
const reasonIn = (body: unknown): string => reasonForm.catch({ reason: '' }).parse(body).reason
const missing = (reason: string): FieldError[] =>
  reason.trim() === '' ? [{ field: 'reason', message: 'assessment.problem.noReason' }] : []

/** Changing what stands: the educator's appeal and the assessor's correction, and putting the news of either away. */
export function changeRoutes(deps: {
  assessments: AssessmentService
  snippets: SnippetDesk
  clock: Clock
}): Router {
  const { assessments, snippets, clock } = deps
  const router = Router()

  router.get('/submissions/:id/appeal', (req, res) => showAppeal(req, res, '', []))

  router.post('/submissions/:id/appeals', async (req, res) => {
    const reason = reasonIn(req.body)
    const errors = missing(reason)
    if (errors.length > 0) {
      await showAppeal(req, res.status(422), reason, errors)
      return
    }
    const { assignmentId } = await assessments.appeal(requireActor(req), req.params.id, reason)
    res.redirect(303, `/assignments/${assignmentId}`)
  })

  router.post('/submissions/:id/acknowledgement', async (req, res) => {
    const { assignmentId } = await assessments.acknowledge(requireActor(req), req.params.id)
    res.redirect(303, `/assignments/${assignmentId}`)
  })

  router.get('/assessments/:id/correction', async (req, res) => {
    const { result } = await assessments.correctable(requireActor(req), req.params.id)
    await showCorrection(req, res, result.judgements, '', [])
  })

  router.post('/assessments/:id/corrections', async (req, res) => {
    const actor = requireActor(req)
    const { corrected, found, result } = await assessments.correctable(actor, req.params.id)
    const read = readJudgements(openCriteria(corrected, found.microCredential), req.body)
    const judgements = read.judgements ?? result.judgements
    const reason = reasonIn(req.body)
    const pressed = await snippets.press(actor, found.microCredential, req.body, judgements)
    if (pressed) {
      await showCorrection(req, res, pressed.judgements, reason, [], pressed)
      return
    }
    const errors = [...read.errors, ...missing(reason)]
    if (errors.length > 0) {
      await showCorrection(req, res.status(422), judgements, reason, errors)
      return
    }
    const decision = await assessments.correct(actor, req.params.id, judgements, reason)
    if (decision.kind === 'incomplete')
      await showCorrection(req, res.status(422), judgements, reason, problemErrors(decision.problems))
    else res.redirect(303, `/submissions/${found.submission.id}`)
  })

  return router

  async function showAppeal(
    req: Request<{ id: string }>,
    res: Response,
    reason: string,
    errors: FieldError[],
  ): Promise<void> {
    const { submission, microCredential, result, answerBy } = await assessments.appealable(
      requireActor(req),
      req.params.id,
    )
    res.render('assessment/appeal', {
      submission,
      microCredential,
      judgements: showJudgements(
        { microCredential, carried: [] },
        result?.judgements ?? [],
        viewContextOf(res),
      ),
      answerBy: addWorkingDays(clock.now(), answerBy),
      reason,
      errors,
    })
  }

  async function showCorrection(
    req: Request<{ id: string }>,
    res: Response,
    judgements: readonly Judgement[],
    reason: string,
    errors: FieldError[],
    pressed: Pressed | null = null,
  ): Promise<void> {
    const actor = requireActor(req)
    const opened = await assessments.open(actor, req.params.id)
    const view = viewContextOf(res)
    const { microCredential } = opened
    const offered = await snippets.offered(actor, microCredential)
    res.render('assessment/correction', {
      ...showAssessment(opened, judgements, errors, view),
      snippets: showOffered(offered, microCredential.rubric, judgements, view, pressed),
      called: opened.called,
      reason,
    })
  }
}
