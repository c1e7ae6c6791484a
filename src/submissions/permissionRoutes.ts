import { Router, type Request, type Response } from 'express'
import type { Clock } from '../clock/clock.js'
import { requireActor } from '../identity/requestActor.js'
import { typedValues, type FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { aboutPiece } from './aboutView.js'
import { readPermission } from './detailsForm.js'
import { showEvidence } from './evidenceView.js'
import { isOpen, pieceAt, type Submission } from './submission.js'
import type { SubmissionService } from './submissionService.js'
import type { Work } from './work.js'

/** What an educator says, after sending, of who appears in a piece and who may see it. */
export function permissionRoutes(deps: {
  submissions: Pick<SubmissionService, 'workOfSubmission' | 'permit'>
  clock: Clock
}): Router {
  const { submissions, clock } = deps
  const router = Router()

  router.get('/submissions/:id/permissions', async (req, res) => {
    show(res, await submissions.workOfSubmission(requireActor(req), req.params.id))
  })

  router.post(
    '/submissions/:id/artefacts/:slotId/permission',
    async (req: Request<{ id: string; slotId: string }>, res) => {
      const actor = requireActor(req)
      const { id, slotId } = req.params
      const errors: FieldError[] = []
      const permission = readPermission(slotId, Object(req.body) as Record<string, unknown>, errors)
      if (errors.length > 0) {
        show(res.status(422), await submissions.workOfSubmission(actor, id), errors, typedValues(req.body))
        return
      }
      await submissions.permit(actor, id, slotId, permission)
      res.redirect(303, `/submissions/${id}/permissions?done=saved#piece-${slotId}`)
    },
  )

  return router

  function show(
    res: Response,
    work: Work & { submission: Submission },
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ): void {
    const { submission, microCredential } = work
    const view = viewContextOf(res)
    const pieces = microCredential.slots.flatMap((slot) => {
      const piece = pieceAt(submission, slot.id)
      if (!piece || isOpen(submission, slot.id)) return []
      const shown = showEvidence(slot, submission, piece, view, work.fellows)
      return [{ ...shown, about: aboutPiece(slot.id, shown.details, clock.now(), values) }]
    })
    const done = res.req.query['done'] === 'saved' && errors.length === 0
    res.render('submissions/permissions', { ...work, pieces, errors, done })
  }
}
