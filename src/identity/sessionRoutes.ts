import { Router, type ErrorRequestHandler, type Request } from 'express'
import type { Clock } from '../clock/clock.js'
import { CairnError, NotFound, Refused } from '../errors/errors.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { ownerField, readOwner } from '../web/formOwner.js'
import { endSession } from '../web/session.js'
import { placeToReturnTo, wordsOf } from './keptForm.js'
import type { KeptFormStore } from './keptFormStore.js'
import { requireActor } from './requestActor.js'

/** The pages one may go on to from here: those a launch leads to. */
const onward = /^\/(cohorts|assignments|submissions)\/[\w-]+$/

/** How somebody from a course leaves, and what they had written when their session ended. */
export function sessionRoutes({ keptForms }: { keptForms: KeptFormStore }): Router {
  const router = Router()

  router.post('/session/ending', async (req, res) => {
    const { guestId } = req.session
    await endSession(req, res)
    res.redirect(303, guestId ? '/assess/sign-in' : '/session/ended')
  })
  router.get('/session/ended', (_req, res) => {
    res.render('identity/ended')
  })

  router.get('/kept-forms', async (req, res) => {
    const kept = await keptForms.of(requireActor(req))
    const next =
      typeof req.query['next'] === 'string' && onward.test(req.query['next']) ? req.query['next'] : '/'
    const forms = kept.map((form) => ({ ...form, words: wordsOf(form) }))
    if (forms.length === 0) res.redirect(303, next)
    else res.set('Cache-Control', 'no-store').render('identity/keptForms', { forms, next })
  })
  /** Sends the form where it belongs, as it was: the browser repeats its POST there (307). */
  router.post('/kept-forms/:keptFormId/return', async (req, res) => {
    const form = await keptForms.takeBack(requireActor(req), req.params.keptFormId)
    if (!form) throw new NotFound('kept form')
    res.redirect(307, form.action)
  })
  router.post('/kept-forms/:keptFormId/removal', async (req, res) => {
    const gone = await keptForms.remove(requireActor(req), req.params.keptFormId)
    if (!gone) throw new NotFound('kept form')
    res.redirect(303, '/kept-forms')
  })
  return router
}

/**
 * Stands before the page that says "come in again": a form whose session has ended, or belongs to a session that was replaced, is kept for the person whose page
 * it stood on, whoever sits there now. Mount it between the routes and the error page.
 */
export function keepForms(needs: {
  keptForms: KeptFormStore
  box: SecretBox
  clock: Clock
  /** The text fields of a multipart form; files are let go. */
  readMultipart(req: Request): Promise<Record<string, string>>
}): ErrorRequestHandler {
  const { keptForms, box, clock } = needs

  async function kept(req: Request): Promise<{ personId: string } | null> {
    const multipart = req.is('multipart/form-data') === 'multipart/form-data'
    const sent: unknown = multipart ? await needs.readMultipart(req).catch(() => null) : req.body
    const texts = Object.entries(Object(sent) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    const fields = Object.fromEntries(texts.filter(([name]) => name !== ownerField && name !== '_csrf'))
    const owner = readOwner(box, Object.fromEntries(texts)[ownerField], clock.now())
    const action = placeToReturnTo(req.path, fields)
    if (!owner || action === null) return null
    return (await keptForms.keep({ ...owner, action, fields })) ? owner : null
  }

  return (error: unknown, req, res, next) => {
    const ended = error instanceof CairnError && ['session_ended', 'csrf'].includes(error.code)
    if (!ended || req.method !== 'POST') {
      next(error)
      return
    }
    kept(req).then((owner) => {
      if (!owner) return next(error)
      if (owner.personId === req.session.personId) res.locals['keptForms'] = '/kept-forms'
      next(new Refused(error.code, error.status, error.message, { page: 'form_kept' }))
    }, next)
  }
}
