import { Router } from 'express'
import { mustSeeInstallation } from '../institutions/authority.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { forStaff } from './console.js'
import { recordShown } from './recordView.js'

/** What concerns the whole installation: the keys it signs with, and what was done to it. */
export function installationRoutes({ toolKeys, audit, requireStaff }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()

  router.get(
    '/admin/keys',
    staff(async (actor, req, res) => {
      res.render('admin/keys', {
        keys: await toolKeys.list(actor),
        mayChange: actor.role !== 'auditor',
        done: req.query['done'] === 'rotated',
      })
    }),
  )
  router.post(
    '/admin/keys/rotation',
    staff(async (actor, _req, res) => {
      await toolKeys.rotate(actor)
      res.redirect(303, '/admin/keys?done=rotated')
    }),
  )
  router.get(
    '/admin/records',
    staff(async (actor, _req, res) => {
      mustSeeInstallation(actor)
      const latest = await audit.latest(null, 200)
      res.render('admin/records', { rows: latest.map((row) => recordShown(row, viewContextOf(res))) })
    }),
  )
  return router
}
