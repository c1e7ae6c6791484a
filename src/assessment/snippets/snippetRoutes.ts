import { Router, type Request, type Response } from 'express'
import { requireActor } from '../../identity/requestActor.js'
import { parseForm, type FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import { snippetForm } from './snippetForms.js'
import type { SnippetService } from './snippetService.js'
import { showGroups } from './snippetView.js'

const done = ['changed', 'shared', 'offered', 'withdrawn', 'removed'] as const

/** An assessor's own snippets: changing them, sharing them with the institution, taking that back, removing them. */
export function snippetRoutes({ snippets }: { snippets: SnippetService }): Router {
  const router = Router()

  router.get('/snippets', (req, res) => show(req, res))

  router.post('/snippets/:id/wording', async (req, res) => {
    const actor = requireActor(req)
    const { id } = req.params
    await snippets.mustOwn(actor, id)
    const form = parseForm(snippetForm, fieldsOf(id, req.body))
    if (!form.ok) {
      await show(req, res.status(422), { id, values: form.values, errors: form.errors })
      return
    }
    if (await snippets.change(actor, id, form.value)) {
      res.redirect(303, `/snippets?done=changed#snippet-${id}`)
      return
    }
    const { text, place, levelId } = form.value
    const values = { text, place, levelId: levelId ?? '' }
    const errors = [{ field: 'text', message: 'snippets.problem.known' }]
    await show(req, res.status(409), { id, values, errors })
  })

  router.post('/snippets/:id/sharing', async (req, res) => {
    const became = await snippets.share(requireActor(req), req.params.id)
    res.redirect(303, `/snippets?done=${became}#snippet-${req.params.id}`)
  })

  router.post('/snippets/:id/sharing-withdrawal', async (req, res) => {
    await snippets.withdrawSharing(requireActor(req), req.params.id)
    res.redirect(303, '/snippets?done=withdrawn')
  })

  router.post('/snippets/:id/removal', async (req, res) => {
    await snippets.remove(requireActor(req), req.params.id)
    res.redirect(303, '/snippets?done=removed')
  })

  return router

  async function show(
    req: Request,
    res: Response,
    typed: { id: string; values: Record<string, string>; errors: FieldError[] } | null = null,
  ): Promise<void> {
    const { own, others, offered, ...may } = await snippets.mine(requireActor(req))
    const view = viewContextOf(res)
    res.render('assessment/snippets/mine', {
      ...{ own: showGroups(own, view), others: showGroups(others, view), ...may },
      offered: showGroups(offered, view),
      errors: typed?.errors.map((error) => ({ ...error, field: `${error.field}-${typed.id}` })) ?? [],
      typed,
      done: done.find((one) => one === req.query['done']),
    })
  }
}

const names = ['text', 'place', 'levelId'] as const

/** Each snippet has a form of its own on the page, so its fields are called after it: `text-…`. */
const fieldsOf = (id: string, body: unknown): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, Reflect.get(Object(body), `${name}-${id}`) ?? '']))
