import { Router, type Response } from 'express'
import { z } from 'zod'
import { requireActor } from '../identity/requestActor.js'
import { parseForm } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { showOwnFiles } from './ownFilesView.js'
import type { Submission } from './submission.js'
import type { SubmissionService } from './submissionService.js'
import type { Work } from './work.js'

const wishForm = z.object({ reason: z.string().trim().max(500, 'forms.tooLong').default('') })

/** An educator's list of the files of one work, and having one of them deleted for good. */
export function ownFileRoutes(
  submissions: Pick<SubmissionService, 'workOfSubmission' | 'eraseOwnFile'>,
): Router {
  const router = Router()

  router.get('/submissions/:id/files', async (req, res) => {
    const done = ['gone', 'soon'].find((word) => word === req.query['done'])
    show(res, await submissions.workOfSubmission(requireActor(req), req.params.id), { done })
  })

  router.post('/submissions/:id/files/:artefactId/erasure', async (req, res) => {
    const actor = requireActor(req)
    const { id, artefactId } = req.params
    const form = parseForm(wishForm, req.body)
    if (!form.ok) {
      const errors = form.errors.map(({ message }) => ({ field: `reason-${artefactId}`, message }))
      const typed = form.values['reason'] ?? ''
      show(res.status(422), await submissions.workOfSubmission(actor, id), { errors, typed })
      return
    }
    const gone = await submissions.eraseOwnFile(actor, id, artefactId, form.value.reason)
    res.redirect(303, `/submissions/${id}/files?done=${gone ? 'gone' : 'soon'}`)
  })

  return router

  function show(res: Response, work: Work & { submission: Submission }, more: object): void {
    const { submission, microCredential, state } = work
    const files = showOwnFiles(submission, microCredential, state, viewContextOf(res))
    res.render('submissions/files', { errors: [], ...work, files, ...more })
  }
}
