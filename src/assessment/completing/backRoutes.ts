import { Router, type Request, type Response } from 'express'
import { requireActor } from '../../identity/requestActor.js'
import type { FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import type { AssessmentService, OpenedAssessment } from '../assessmentService.js'
import { readBack, backErrors } from './backForm.js'
import type { SaidOfPiece } from './goingBack.js'
import { showWentBack, showBackForm } from './backView.js'

/** Giving work back that is not complete: a look at what is there, and what is missing piece by piece. */
export function backRoutes(deps: { assessments: AssessmentService }): Router {
  const { assessments } = deps
  const router = Router()

  router.get('/assessments/:id/sending-back', async (req, res) => {
    const opened = await assessments.mayGoBack(requireActor(req), req.params.id)
    show(res, opened, [], [])
  })

  router.post('/assessments/:id/sending-back', async (req: Request<{ id: string }>, res) => {
    const actor = requireActor(req)
    const opened = await assessments.mayGoBack(actor, req.params.id)
    const said = readBack(
      opened.microCredential.slots.map(({ id }) => id),
      req.body,
    )
    const decision = await assessments.sendBack(actor, req.params.id, said)
    if (decision.kind === 'nothingNamed')
      show(res.status(422), opened, said, [
        { field: 'pieces', message: 'assessment.incomplete.problem.nothing' },
      ])
    else if (decision.kind === 'incomplete')
      show(res.status(422), opened, said, backErrors(decision.problems))
    else res.redirect(303, `/assessments/${req.params.id}?done=sent-back`)
  })

  return router

  function show(
    res: Response,
    opened: OpenedAssessment,
    said: readonly SaidOfPiece[],
    errors: readonly FieldError[],
  ): void {
    const shown = showBackForm(opened, said, viewContextOf(res))
    const titleAt = (field: string) =>
      shown.pieces.find(({ reasonField, wordsField }) => [reasonField, wordsField].includes(field))?.title ??
      ''
    res.render('assessment/incomplete', {
      ...showWentBack(opened, viewContextOf(res)),
      ...shown,
      called: opened.called,
      errors: errors.map((error) => ({ ...error, args: { piece: titleAt(error.field) } })),
    })
  }
}
