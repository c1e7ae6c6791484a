import { Router } from 'express'
import { showGroups } from '../assessment/snippets/snippetView.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** The words an institution's assessors share: seeing them, sharing what was offered, and taking one back. */
export function snippetRoutes({ institutions, requireStaff, snippets }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  const home = '/admin/institutions/:institutionId/snippets'

  router.get(
    home,
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const { shared, offered } = await snippets.sharedIn(actor, institution.id)
      const view = viewContextOf(res)
      res.render('assessment/snippets/console', {
        ...consolePage(res, actor, institution, 'pool'),
        ...{ groups: showGroups(shared, view), offered: showGroups(offered, view) },
        done: ['shared', 'withdrawn'].find((one) => one === req.query['done']),
      })
    }),
  )

  router.post(
    `${home}/:sharedSnippetId/sharing`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      await snippets.shareIn(actor, institutionId, idIn(req, 'sharedSnippetId'))
      res.redirect(303, `/admin/institutions/${institutionId}/snippets?done=shared`)
    }),
  )

  router.post(
    `${home}/:sharedSnippetId/sharing-withdrawal`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      await snippets.withdrawIn(actor, institutionId, idIn(req, 'sharedSnippetId'))
      res.redirect(303, `/admin/institutions/${institutionId}/snippets?done=withdrawn`)
    }),
  )
  return router
}
