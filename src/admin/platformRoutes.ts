import { Router } from 'express'
import { findingShown } from '../institutions/platformCheckView.js'
import { viewContextOf } from '../web/views.js'
import { consolePage, forStaff, idIn } from './console.js'
import type { AdminNeeds } from './adminNeeds.js'

/** The LMSs of an institution: approve, disable, and look whether they can be reached. */
export function platformRoutes(needs: AdminNeeds): Router {
  const { institutions, platforms } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  const page = (institutionId: string, done: string) =>
    `/admin/institutions/${institutionId}/platforms?done=${done}`

  router.get(
    '/admin/institutions/:institutionId/platforms',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const [registrations, deployments] = await Promise.all([
        platforms.list(actor, institution.id),
        platforms.deployments(actor, institution.id),
      ])
      const checked = registrations.find(({ id }) => id === req.query['check'])
      const findings = checked ? await needs.checkPlatform(checked) : []
      res.render('admin/platforms', {
        ...consolePage(res, actor, institution, 'platforms'),
        platforms: registrations.map((registration) => ({
          ...registration,
          deployments: deployments.filter(({ registrationId }) => registrationId === registration.id),
          findings:
            registration === checked ? findings.map((each) => findingShown(each, viewContextOf(res))) : [],
        })),
        done: ['added', 'approved', 'disabled'].find((word) => word === req.query['done']),
      })
    }),
  )

  router.post(
    '/admin/platforms/:platformId/approval',
    staff(async (actor, req, res) => {
      const { institutionId } = await platforms.approve(actor, idIn(req, 'platformId'))
      res.redirect(303, page(institutionId, 'approved'))
    }),
  )
  router.post(
    '/admin/platforms/:platformId/disabling',
    staff(async (actor, req, res) => {
      const { institutionId } = await platforms.disable(actor, idIn(req, 'platformId'))
      res.redirect(303, page(institutionId, 'disabled'))
    }),
  )
  router.post(
    '/admin/deployments/:deploymentId/approval',
    staff(async (actor, req, res) => {
      const { institutionId } = await platforms.approveDeployment(actor, idIn(req, 'deploymentId'))
      res.redirect(303, page(institutionId, 'approved'))
    }),
  )
  router.post(
    '/admin/deployments/:deploymentId/disabling',
    staff(async (actor, req, res) => {
      const { institutionId } = await platforms.disableDeployment(actor, idIn(req, 'deploymentId'))
      res.redirect(303, page(institutionId, 'disabled'))
    }),
  )
  return router
}
