import { Router, type Request, type Response } from 'express'
import type { StaffActor } from '../identity/requestActor.js'
import { findingShown } from '../institutions/platformCheckView.js'
import { viewContextOf } from '../web/views.js'
import { consolePage, forStaff, idIn } from './console.js'
import type { AdminNeeds } from './adminNeeds.js'

const doneWords = ['added', 'approved', 'disabled', 'updateSent']
const refusedWords = ['not-offered', 'no-permission', 'no-token', 'refused', 'unreachable', 'not-active']

/** The LMSs of an institution: approve, disable, bring up to date, and look whether all is well. */
export function platformRoutes(needs: AdminNeeds): Router {
  const { institutions, platforms, registrationLinks, registrationUpdates } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  const page = (institutionId: string, done: string) =>
    `/admin/institutions/${institutionId}/platforms?done=${done}`

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    more: { query?: Request['query']; link?: { platformId: string; url: string; expiresAt: Date } } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const [registrations, deployments] = await Promise.all([
      platforms.list(actor, institution.id),
      platforms.deployments(actor, institution.id),
    ])
    const { query = {}, link } = more
    const checked = registrations.find(({ id }) => id === query['check'])
    const findings = checked ? await needs.checkPlatform(checked) : []
    const ownLogins = await Promise.all(registrations.map(needs.ownLoginOf))
    res.render('admin/platforms', {
      ...consolePage(res, actor, institution, 'platforms'),
      platforms: registrations.map((registration, index) => ({
        ...registration,
        ownLogin: ownLogins[index],
        deployments: deployments.filter(({ registrationId }) => registrationId === registration.id),
        findings:
          registration === checked ? findings.map((each) => findingShown(each, viewContextOf(res))) : [],
        link: link?.platformId === registration.id ? link : null,
      })),
      done: doneWords.find((word) => word === query['done']),
      refused: refusedWords.find((word) => word === query['refused']),
    })
  }

  router.get(
    '/admin/institutions/:institutionId/platforms',
    staff((actor, req, res) => show(res, actor, idIn(req, 'institutionId'), { query: req.query })),
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
    '/admin/platforms/:platformId/update-link',
    staff(async (actor, req, res) => {
      const { id, institutionId } = await platforms.get(actor, idIn(req, 'platformId'))
      const asked = { institutionId, registrationId: id, approve: false }
      const link = await registrationLinks.create(actor, asked)
      // Shown in the answer itself: the token is kept nowhere, so there is no page to come back to.
      await show(res.status(201), actor, institutionId, { link: { ...link, platformId: id } })
    }),
  )
  router.post(
    '/admin/platforms/:platformId/update',
    staff(async (actor, req, res) => {
      const { platform, sent } = await registrationUpdates.send(actor, idIn(req, 'platformId'))
      const where = page(platform.institutionId, sent.ok ? 'updateSent' : '')
      res.redirect(303, sent.ok ? where : `${where}&refused=${sent.code}`)
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
