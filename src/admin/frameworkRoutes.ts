import { Router, type Request, type Response } from 'express'
import { largestFramework } from '../catalogue/caseDocument.js'
import { jsonIn, type FrameworkResult } from '../catalogue/frameworks.js'
import { contentOf } from '../catalogue/microCredentialDocument.js'
import { markOf } from '../catalogue/sections.js'
import { Conflict } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { createDesk } from './catalogueDesk.js'
import { addressForm, itemForm } from './catalogueForms.js'
import { consolePage, forAnyStaff, forWriters, idIn } from './console.js'
import { oneFileIn } from './oneFile.js'

/** Frameworks of an institution, and picking their items into the alignment of a draft. */
export function frameworkRoutes(needs: AdminNeeds): Router {
  const { institutions, catalogue } = needs
  const staff = forAnyStaff(needs.requireStaff)
  const writer = forWriters(needs.requireStaff)
  const desk = createDesk(needs)
  const router = Router()
  const path = '/admin/institutions/:institutionId/catalogue-frameworks'
  const one = '/admin/institutions/:institutionId/catalogue/:microCredentialId/framework-items'
  const place = { section: 'alignment' } as const

  async function show(
    actor: StaffActor,
    req: Request,
    res: Response,
    more: { errors?: FieldError[]; values?: Record<string, string>; result?: FrameworkResult } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, idIn(req, 'institutionId'))
    const { result } = more
    res.render('catalogue/workspace/frameworks', {
      ...consolePage(res, actor, institution, 'catalogue'),
      frameworks: await catalogue.listFrameworks(actor, institution.id),
      mayWrite: actor.role !== 'auditor',
      errors: more.errors ?? [],
      values: more.values ?? {},
      problems: result && 'problems' in result ? result.problems.slice(0, 50) : [],
      taken: req.query['taken'] !== undefined,
    })
  }

  router.get(
    path,
    staff((actor, req, res) => show(actor, req, res)),
  )
  router.post(
    `${path}/addresses`,
    writer(async (actor, req, res) => {
      const { id } = await institutions.get(actor, idIn(req, 'institutionId'))
      const form = parseForm(addressForm, req.body)
      if (!form.ok) return show(actor, req, res.status(422), form)
      const result = await catalogue.fetchFramework(actor, id, form.value.url)
      if (result.ok) {
        res.redirect(303, `/admin/institutions/${id}/catalogue-frameworks?taken`)
        return
      }
      const message = 'unreachable' in result ? `catalogue.frameworks.fetch.${result.unreachable}` : ''
      const errors = message ? [{ field: 'url', message }] : []
      await show(actor, req, res.status(422), { errors, values: form.value, result })
    }),
  )
  router.post(
    `${path}/files`,
    writer(async (actor, req, res) => {
      const { id } = await institutions.get(actor, idIn(req, 'institutionId'))
      const file = await oneFileIn(req, largestFramework)
      if (file.length === 0) {
        const errors = [{ field: 'file', message: 'catalogue.exchange.noFile' }]
        return show(actor, req, res.status(422), { errors })
      }
      const result = await catalogue.takeFramework(actor, id, jsonIn(file))
      if (result.ok) res.redirect(303, `/admin/institutions/${id}/catalogue-frameworks?taken`)
      else await show(actor, req, res.status(422), { result })
    }),
  )

  router.get(
    one,
    staff(async (actor, req, res) => {
      const shown = await desk(actor, req, res, 'alignment')
      const asked = req.query
      const words = typeof asked['words'] === 'string' ? asked['words'].slice(0, 200) : ''
      const frameworkId = typeof asked['framework'] === 'string' ? asked['framework'] : null
      const [frameworks, found] = await Promise.all([
        catalogue.listFrameworks(actor, shown.institution.id),
        catalogue.findItems(actor, shown.institution.id, { frameworkId, words }),
      ])
      const picked = new Set(shown.version.alignment.map(({ caseId }) => caseId))
      res.render('catalogue/workspace/frameworkItems', {
        ...{ ...shown, frameworks, words, frameworkId },
        found: found.map(({ item, framework }) => ({ item, framework, picked: picked.has(item.caseId) })),
      })
    }),
  )
  router.post(
    one,
    writer(async (actor, req, res) => {
      const [institutionId, id] = [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
      const { version } = await catalogue.dossier(actor, institutionId, id)
      const form = parseForm(itemForm, req.body)
      const itemId = form.ok ? form.value.itemId : ''
      const picked = await catalogue.alignmentFor(actor, institutionId, itemId)
      const written = await catalogue.write(
        actor,
        institutionId,
        id,
        place,
        markOf(contentOf(version), place),
        (content) => {
          const there = content.alignment.some(({ caseId }) => caseId === picked.caseId)
          return there ? content : { ...content, alignment: [...content.alignment, picked] }
        },
      )
      if (!written.ok) throw new Conflict()
      res.redirect(303, `/admin/institutions/${institutionId}/catalogue/${id}/sections/alignment?saved`)
    }),
  )
  return router
}
