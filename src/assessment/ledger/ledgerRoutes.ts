import { Router, type Request, type Response } from 'express'
import type { Clock } from '../../clock/clock.js'
import { newId } from '../../database/ids.js'
import { requireActor } from '../../identity/requestActor.js'
import { parseForm, type FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import { readMonth, statementForm, timeForm } from './ledgerForms.js'
import type { LedgerService } from './ledgerService.js'
import { durationText, monthOptions, showLine, showTotal } from './ledgerView.js'
import type { LedgerTiming } from './timing.js'

/** An assessor's own work, month by month, and what the pages where they judge report of the time it took. */
export function ledgerRoutes(deps: {
  ledger: LedgerService
  ledgerTiming: LedgerTiming
  clock: Clock
}): Router {
  const { ledger, ledgerTiming, clock } = deps
  const router = Router()

  router.get('/ledger', async (req, res) => {
    const item: unknown = req.query['item']
    await show(req, res, { item: typeof item === 'string' ? item : '' })
  })

  router.post('/ledger/statements', async (req, res) => {
    const form = parseForm(statementForm, req.body)
    if (!form.ok) {
      const { errors, values } = form
      await show(req, res.status(422), { item: values['itemId'] ?? '', errors, values })
      return
    }
    await ledger.state(requireActor(req), form.value)
    res.redirect(303, `/ledger?month=${form.value.month}&done=stated`)
  })

  const seconds = (req: Request): number | null => timeForm.safeParse(req.body).data?.seconds ?? null
  const answer = (res: Response, taken: boolean) => {
    res.status(taken ? 204 : 422).end()
  }

  router.post('/assessments/:id/time', async (req, res) => {
    const spent = seconds(req)
    await ledgerTiming.judging(requireActor(req), req.params.id, spent ?? 0)
    answer(res, spent !== null)
  })

  router.post('/assessments/:id/corrections/time', async (req, res) => {
    const spent = seconds(req)
    await ledgerTiming.correcting(requireActor(req), req.params.id, spent ?? 0)
    answer(res, spent !== null)
  })

  router.post('/norming/:id/works/:number/time', async (req, res) => {
    const spent = seconds(req)
    const { id, number } = req.params
    await ledgerTiming.scoring(requireActor(req), id, Number(number), spent ?? 0)
    answer(res, spent !== null)
  })

  return router

  async function show(
    req: Request,
    res: Response,
    more: { item: string; errors?: FieldError[]; values?: Record<string, string> },
  ): Promise<void> {
    const { item, errors = [], values = {} } = more
    const month = readMonth(values['month'] ?? req.query['month'], clock.now())
    const seen = await ledger.own(requireActor(req), month)
    const view = viewContextOf(res)
    res.render('ledger/own', {
      ...{ month, item, errors, values, key: values['key'] ?? newId() },
      closed: seen.closed,
      months: monthOptions(month, clock.now(), view),
      lines: seen.lines.toReversed().map((line) => {
        const later = seen.later.get(line.id)
        return {
          ...showLine(line, view),
          later: later && { ...later, time: durationText(later.minutes, view) },
        }
      }),
      total: seen.total && showTotal(seen.total, view),
      done: req.query['done'] === 'stated',
    })
  }
}
