import { Router } from 'express'
import { mustManageInstallation } from '../institutions/authority.js'
import type { Deployment, Registration } from '../institutions/registration.js'
import { parseForm } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { accountRoutes } from './accountRoutes.js'
import type { AdminNeeds } from './adminNeeds.js'
import { addRoutes } from './addRoutes.js'
import { institutionForm } from './adminForms.js'
import { awardRoutes } from './awardRoutes.js'
import { fileRoutes } from './fileRoutes.js'
import { installationRoutes } from './installationRoutes.js'
import { ownAccountRoutes } from './ownAccountRoutes.js'
import { catalogueRoutes } from './catalogueRoutes.js'
import { consolePage, forAnyStaff, forStaff, idIn } from './console.js'
import { benchmarkRoutes } from './benchmarkRoutes.js'
import { ledgerRoutes } from './ledgerRoutes.js'
import { declarationRoutes } from './declarationRoutes.js'
import { poolRoutes } from './poolRoutes.js'
import { platformRoutes } from './platformRoutes.js'
import { progressRoutes } from './progressRoutes.js'
import { qualityRoutes } from './qualityRoutes.js'
import { recordShown } from './recordView.js'
import { snippetRoutes } from './snippetRoutes.js'
import { settingsRoutes } from './settingsRoutes.js'

/** How many decisions wait: a platform brings its first installation along, so that one is not counted twice. */
function waitingFor(registrations: Registration[], deployments: Deployment[]): number {
  const pending = registrations.filter(({ status }) => status === 'pending').map(({ id }) => id)
  const alone = deployments.filter(
    ({ status, registrationId }) => status === 'pending' && !pending.includes(registrationId),
  )
  return pending.length + alone.length
}

/** The console of institution staff. It shows and changes what other rooms own, and owns nothing. */
export function adminRoutes(needs: AdminNeeds): Router {
  const { institutions, platforms, awards, audit, catalogue } = needs
  const staff = forStaff(needs.requireStaff)
  const anyStaff = forAnyStaff(needs.requireStaff)
  const router = Router()

  router.get(
    '/admin',
    anyStaff(async (actor, _req, res) => {
      const list = await institutions.list(actor)
      const [only] = list
      if (actor.institutionId !== null && only) res.redirect(303, `/admin/institutions/${only.id}`)
      else
        res.render('admin/institutions', {
          list,
          mayChange: actor.role === 'owner' || actor.role === 'administrator',
          whole: actor.institutionId === null && actor.role !== 'author',
          errors: [],
          values: {},
        })
    }),
  )

  router.post(
    '/admin/institutions',
    staff(async (actor, req, res) => {
      mustManageInstallation(actor)
      const form = parseForm(institutionForm, req.body)
      if (!form.ok) {
        const list = await institutions.list(actor)
        res.status(422).render('admin/institutions', {
          list,
          mayChange: true,
          whole: true,
          errors: form.errors,
          values: form.values,
        })
        return
      }
      const made = await institutions.create(actor, form.value)
      res.redirect(303, `/admin/institutions/${made.id}`)
    }),
  )

  router.get(
    '/admin/institutions/:institutionId',
    anyStaff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      if (actor.role === 'author') {
        res.redirect(303, `/admin/institutions/${institution.id}/catalogue`)
        return
      }
      const [registrations, deployments, awarded, reviewsDue, late] = await Promise.all([
        platforms.list(actor, institution.id),
        platforms.deployments(actor, institution.id),
        awards.list(actor, institution.id),
        catalogue.dueForReview(actor, institution.id),
        needs.overdue.ofInstitution(actor, institution.id),
      ])
      const active = registrations.filter(({ status }) => status === 'active')
      res.render('admin/institution', {
        ...consolePage(res, actor, institution, 'home'),
        waiting: waitingFor(registrations, deployments),
        active: active.length,
        reviewsDue,
        late,
        awarded: awarded.filter(({ revoked }) => revoked === null).length,
      })
    }),
  )

  router.get(
    '/admin/institutions/:institutionId/records',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const latest = await audit.latest(institution.id, 200)
      const rows = latest.map((row) => recordShown(row, viewContextOf(res)))
      res.render('admin/records', { ...consolePage(res, actor, institution, 'records'), rows })
    }),
  )

  router.use(addRoutes(needs))
  router.use(progressRoutes(needs))
  router.use(platformRoutes(needs))
  router.use(awardRoutes(needs))
  router.use(fileRoutes(needs))
  router.use(poolRoutes(needs), declarationRoutes(needs))
  router.use(benchmarkRoutes(needs))
  router.use(snippetRoutes(needs))
  router.use(catalogueRoutes(needs))
  router.use(qualityRoutes(needs), ledgerRoutes(needs))
  router.use(settingsRoutes(needs))
  router.use(accountRoutes(needs))
  router.use(installationRoutes(needs))
  router.use(ownAccountRoutes(needs))
  return router
}
