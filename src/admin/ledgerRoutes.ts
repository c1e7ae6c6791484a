import { Router, type Request, type Response } from 'express'
import { closingForm, rateForm, readMonth } from '../assessment/ledger/ledgerForms.js'
import { ledgerCsv } from '../assessment/ledger/ledgerCsv.js'
import { showMonth } from '../assessment/ledger/monthView.js'
import { newId } from '../database/ids.js'
import type { StaffActor } from '../identity/requestActor.js'
import { mustManage } from '../institutions/authority.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** The work ledger of an institution: a month with its totals, its file for payroll, its closing, and what was agreed. */
export function ledgerRoutes({ institutions, ledger, catalogue, clock, requireStaff }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  const home = '/admin/institutions/:institutionId/ledger'

  async function show(
    actor: StaffActor,
    req: Request,
    res: Response,
    { errors = [], values = {} }: { errors?: FieldError[]; values?: Record<string, string> } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, idIn(req, 'institutionId'))
    const month = readMonth(values['month'] ?? req.query['month'], clock.now())
    const [seen, offered] = await Promise.all([
      ledger.month(actor, institution.id, month),
      catalogue.listPublished(institution.id),
    ])
    const chosen = typeof req.query['assessor'] === 'string' ? req.query['assessor'] : null
    res.render('admin/ledger', {
      ...consolePage(res, actor, institution, 'ledger'),
      ...showMonth({ ...seen, offered, chosen, now: clock.now() }, viewContextOf(res)),
      ...{ errors, values, key: values['key'] ?? newId() },
      done: ['agreed', 'closed'].find((word) => word === req.query['done']),
    })
  }

  router.get(
    home,
    staff((actor, req, res) => show(actor, req, res)),
  )

  router.get(
    `${home}/document`,
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const month = readMonth(req.query['month'], clock.now())
      const { closed, lines, names } = await ledger.month(actor, institution.id, month)
      res.type('text/csv').attachment(`work-ledger-${month}.csv`)
      res.send(ledgerCsv(month, closed !== null, lines, names))
    }),
  )

  router.post(
    `${home}/rates`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      mustManage(actor, institutionId)
      const form = parseForm(rateForm, req.body)
      if (!form.ok) return show(actor, req, res.status(422), form)
      await ledger.agree(actor, institutionId, form.value)
      const month = readMonth(Reflect.get(Object(req.body), 'month'), clock.now())
      res.redirect(303, `/admin/institutions/${institutionId}/ledger?month=${month}&done=agreed`)
    }),
  )

  router.post(
    `${home}/closing`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      mustManage(actor, institutionId)
      const form = parseForm(closingForm, req.body)
      if (!form.ok) return show(actor, req, res.status(422), { errors: form.errors })
      await ledger.close(actor, institutionId, form.value.month)
      res.redirect(303, `/admin/institutions/${institutionId}/ledger?month=${form.value.month}&done=closed`)
    }),
  )
  return router
}
