import { Router } from 'express'
import { cohortNav } from '../../cohorts/cohortNav.js'
import { requireActor } from '../../identity/requestActor.js'
import { viewContextOf } from '../../web/views.js'
import type { QualityService } from './qualityService.js'
import { readQuestion, showQuality } from './qualityView.js'

/** `GET /cohorts/:cohortId/quality`: how alike assessors score, for whoever leads them in a course. */
export function qualityRoutes(quality: Pick<QualityService, 'ofCohort'>): Router {
  const router = Router()
  router.get('/cohorts/:cohortId/quality', async (req, res) => {
    const question = readQuestion(req.query)
    const { room, ...standing } = await quality.ofCohort(requireActor(req), req.params.cohortId, question)
    const context = viewContextOf(res)
    res.render('quality/cohort', {
      cohort: standing.cohort,
      nav: cohortNav(context.t, standing, 'quality'),
      ...showQuality(room, context),
    })
  })
  return router
}
