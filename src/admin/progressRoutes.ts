import { Router } from 'express'
import { findingShown, type FindingShown } from '../institutions/platformCheckView.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'
import { lmsIn } from './lms.js'

const SHOWN = 3
const AGAIN_S = 10

/** What to do now: the cure of the first thing that is wrong, else of the first that is not known yet; null where all is well. */
const nextStep = (findings: readonly FindingShown[]): string | null =>
  (['no', 'open'] as const)
    .flatMap((outcome) => findings.filter((finding) => finding.outcome === outcome && finding.cure))
    .at(0)?.cure ?? null

/**
 * Beside "Add to …": what has arrived so far and what its self-test finds, newest first. It looks again by itself where that was asked for
 * (a header, so it needs no script).
 */
export function progressRoutes(needs: AdminNeeds): Router {
  const { institutions, platforms, checkPlatform } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()
  router.get(
    '/admin/institutions/:institutionId/add/:lms/progress',
    staff(async (actor, req, res) => {
      const lms = lmsIn(idIn(req, 'lms'))
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const all = await platforms.list(actor, institution.id)
      const newest = all
        .filter(({ family }) => family === lms)
        .reverse()
        .slice(0, SHOWN)
      const words = viewContextOf(res)
      const shown = await Promise.all(
        newest.map(async (platform) => {
          const findings = (await checkPlatform(platform)).map((finding) => findingShown(finding, words))
          return { ...platform, findings, next: nextStep(findings) }
        }),
      )
      const watching = req.query['watch'] === 'yes'
      if (watching) res.set('Refresh', String(AGAIN_S))
      res.render('admin/progress', {
        ...consolePage(res, actor, institution, lms === 'other' ? 'platforms' : lms),
        lms,
        platforms: shown,
        watching,
        seconds: AGAIN_S,
      })
    }),
  )
  return router
}
