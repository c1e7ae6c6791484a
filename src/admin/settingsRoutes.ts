import { Router } from 'express'
import { consolePage, forStaff, idIn } from './console.js'
import type { AdminNeeds } from './adminNeeds.js'
import { mustManage } from '../institutions/authority.js'
import { parseSettings, settingGroups } from './settingsForm.js'

/** What an institution may set for itself. Auditors see it without a form. */
export function settingsRoutes({ institutions, requireStaff }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()

  router.get(
    '/admin/institutions/:institutionId/settings',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      res.render('admin/settings', {
        ...consolePage(res, actor, institution, 'settings'),
        groups: settingGroups(institution.settings, null),
        errors: [],
        done: req.query['done'] === 'saved',
      })
    }),
  )

  router.post(
    '/admin/institutions/:institutionId/settings',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      mustManage(actor, institution.id)
      const form = parseSettings(req.body)
      if (form.ok) {
        await institutions.changeSettings(actor, institution.id, form.value)
        res.redirect(303, `/admin/institutions/${institution.id}/settings?done=saved`)
        return
      }
      res.status(422).render('admin/settings', {
        ...consolePage(res, actor, institution, 'settings'),
        groups: settingGroups(institution.settings, form.values),
        errors: form.errors,
      })
    }),
  )
  return router
}
