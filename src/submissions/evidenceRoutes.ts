import { Router } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { sendEvidence, sendPreview } from './evidenceSending.js'
import type { SubmissionService } from './submissionService.js'

/** `GET /evidence/:artefactId` an evidence file; `/preview` a picture of it. */
export function evidenceRoutes(submissions: Pick<SubmissionService, 'evidence'>): Router {
  const router = Router()
  router.get('/evidence/:artefactId', async (req, res) => {
    await sendEvidence(req, res, await submissions.evidence(requireActor(req), req.params.artefactId))
  })

  router.get('/evidence/:artefactId/preview', async (req, res) => {
    await sendPreview(res, await submissions.evidence(requireActor(req), req.params.artefactId))
  })
  return router
}
