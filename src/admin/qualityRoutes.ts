import { Router } from 'express'
import { readQuestion, showQuality } from '../assessment/quality/qualityView.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** How alike the institution's assessors score, with every name; and the rounds in which they score together. */
export function qualityRoutes({ institutions, quality, norming, requireStaff }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  router.get(
    '/admin/institutions/:institutionId/quality',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const [room, rounds] = await Promise.all([
        quality.ofInstitution(actor, institution.id, readQuestion(req.query)),
        norming.ofInstitution(actor, institution.id),
      ])
      res.render('admin/quality', {
        ...consolePage(res, actor, institution, 'quality'),
        ...showQuality(room, viewContextOf(res)),
        rounds,
      })
    }),
  )
  return router
}
