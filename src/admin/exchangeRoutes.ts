import { Router, type Request, type Response } from 'express'
import { catalogueText, largestCatalogue } from '../catalogue/catalogueDocument.js'
import type { ExchangeResult } from '../catalogue/exchange.js'
import { jsonIn } from '../catalogue/frameworks.js'
import type { StaffActor } from '../identity/requestActor.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forAnyStaff, forStaff, idIn } from './console.js'
import { oneFileIn } from './oneFile.js'

const mostShown = 100

/** A whole catalogue out of an institution as a file, and into it from one. */
export function exchangeRoutes(needs: AdminNeeds): Router {
  const { institutions, catalogue } = needs
  const staff = forStaff(needs.requireStaff)
  const anyStaff = forAnyStaff(needs.requireStaff)
  const router = Router()
  const path = '/admin/institutions/:institutionId/catalogue-exchange'

  async function show(
    actor: StaffActor,
    req: Request,
    res: Response,
    more: { result?: ExchangeResult; noFile?: boolean } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, idIn(req, 'institutionId'))
    const { result, noFile } = more
    res.render('catalogue/workspace/exchange', {
      ...consolePage(res, actor, institution, 'catalogue'),
      mayImport: actor.role === 'owner' || actor.role === 'administrator',
      errors: noFile ? [{ field: 'file', message: 'catalogue.exchange.noFile' }] : [],
      counts: result?.ok ? result : undefined,
      problems: result?.ok === false ? result.problems.slice(0, mostShown) : [],
      more: result?.ok === false ? Math.max(0, result.problems.length - mostShown) : 0,
    })
  }

  router.get(
    path,
    anyStaff((actor, req, res) => show(actor, req, res)),
  )
  router.get(
    `${path}/document`,
    anyStaff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const document = await catalogue.exportCatalogue(actor, institution.id, institution.name)
      res.type('application/json').attachment('catalogue.json').send(catalogueText(document))
    }),
  )
  router.post(
    path,
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const file = await oneFileIn(req, largestCatalogue)
      if (file.length === 0 && actor.role !== 'auditor')
        return show(actor, req, res.status(422), { noFile: true })
      const result = await catalogue.importCatalogue(actor, institution.id, jsonIn(file))
      await show(actor, req, res.status(result.ok ? 200 : 422), { result })
    }),
  )
  return router
}
