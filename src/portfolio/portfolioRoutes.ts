import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { requireActor } from '../identity/requestActor.js'
import { wordDay } from '../submissions/detailsView.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { keyOf, MOST_LINKS, type Subject, type Wish } from './portfolio.js'
import type { PortfolioService } from './portfolioService.js'
import { showMine, showShared, wordFields } from './portfolioView.js'

const linkForm = z.object({
  label: z
    .string('portfolio.links.noLabel')
    .trim()
    .min(1, 'portfolio.links.noLabel')
    .max(80, 'portfolio.links.longLabel'),
  until: z.union([z.literal(''), z.iso.date()], 'portfolio.links.untilWrong').default(''),
})
const words = z.string().trim().max(1000, 'portfolio.longWords').default('')
const wishes = { words: 'keep', showing: 'show', hiding: 'hide' } as const satisfies Record<string, Wish>
/** What a page that comes back may say was done. */
const doneWords = ['kept', 'shown', 'hidden', 'withdrawn']

/** An educator's own portfolio: what could be shown, what is, and the links by which others see it. */
export function portfolioRoutes(deps: {
  portfolio: PortfolioService
  config: { publicUrl: string }
}): Router {
  const { portfolio } = deps
  const router = Router()

  router.get('/portfolio', async (req, res) => {
    await show(req, res)
  })

  router.get('/portfolio/preview', async (req, res) => {
    const shared = await portfolio.preview(requireActor(req))
    res.render('portfolio/shared', { ...showShared(shared, viewContextOf(res), null), preview: true })
  })

  for (const [noun, wish] of Object.entries(wishes)) {
    router.post(`/portfolio/awards/:awardId/${noun}`, (req: Request<{ awardId: string }>, res) =>
      decide(req, res, { awardId: req.params.awardId }, wish),
    )
    router.post(
      `/portfolio/pieces/:submissionId/:slotId/${noun}`,
      (req: Request<{ submissionId: string; slotId: string }>, res) =>
        decide(req, res, { submissionId: req.params.submissionId, slotId: req.params.slotId }, wish),
    )
  }

  router.post('/portfolio/links', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(linkForm, req.body)
    if (!form.ok) return show(req, res.status(422), form.errors, form.values)
    const { decision, token } = await portfolio.share(actor, form.value)
    if (token === null) {
      const field = decision === 'dayOver' ? 'until' : 'label'
      const errors = [{ field, message: `portfolio.links.${decision}`, args: { most: MOST_LINKS } }]
      return show(req, res.status(422), errors, typedValues(req.body))
    }
    const address = `${deps.config.publicUrl}/p/${token}`
    const lastDay = wordDay(form.value.until, viewContextOf(res))
    res.set('Cache-Control', 'no-store').render('portfolio/link', { lastDay, address })
  })

  router.post('/portfolio/links/:linkId/withdrawal', async (req, res) => {
    await portfolio.withdrawLink(requireActor(req), req.params.linkId)
    res.redirect(303, '/portfolio?done=withdrawn#links')
  })

  return router

  async function decide(req: Request, res: Response, subject: Subject, wish: Wish): Promise<void> {
    const actor = requireActor(req)
    const key = keyOf(subject)
    const names = wordFields(key)
    const form = parseForm(z.object({ [names.was]: words, [names.changed]: words }), req.body)
    if (!form.ok) return show(req, res.status(422), form.errors, form.values)
    const said = { was: form.value[names.was] ?? '', changed: form.value[names.changed] ?? '' }
    const decision = await portfolio.decide(actor, subject, said, wish)
    if (decision.kind !== 'blocked') {
      res.redirect(303, `/portfolio?done=${decision.kind}#thing-${key}`)
      return
    }
    const errors = [{ field: `thing-${key}`, message: `portfolio.block.${decision.why}` }]
    await show(req, res.status(422), errors)
  }

  async function show(
    req: Request,
    res: Response,
    errors: FieldError[] = [],
    typed: Record<string, string> = {},
  ): Promise<void> {
    const view = viewContextOf(res)
    const { links, ...contents } = await portfolio.mine(requireActor(req))
    const done = errors.length === 0 && doneWords.find((word) => word === req.query['done'])
    res.render('portfolio/mine', {
      ...showMine(contents, view, typed),
      ...{
        links: links.map((link) => ({ ...link, lastDay: wordDay(link.until, view) })),
        errors,
        typed,
        done,
      },
    })
  }
}
