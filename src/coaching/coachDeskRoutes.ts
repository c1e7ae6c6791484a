import { Router, type Response } from 'express'
import { cohortNav } from '../cohorts/cohortNav.js'
import { newId } from '../database/ids.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { translateOf } from '../web/views.js'
import type { CoachDesk } from './coachDesk.js'
import { noteForm } from './coachForms.js'
import { noteKinds } from './coachNoteStore.js'

/** A coach's pages. */
export function coachDeskRoutes(desk: CoachDesk): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/coaching', async (req, res) => {
    const shown = await desk.desk(requireActor(req), req.params.cohortId)
    res.render('coaching/desk', { ...shown, nav: cohortNav(translateOf(res), shown, 'coaching') })
  })

  router.get('/coachings/:id', async (req, res) => {
    show(res, await desk.educator(requireActor(req), req.params.id))
  })

  router.post('/coachings/:id/notes', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(noteForm, req.body)
    if (form.ok) {
      await desk.write(actor, req.params.id, form.value)
      res.redirect(303, `/coachings/${req.params.id}?done=written#notes`)
    } else show(res.status(422), await desk.educator(actor, req.params.id), form.errors, form.values)
  })

  return router

  function show(
    res: Response,
    shown: Awaited<ReturnType<CoachDesk['educator']>>,
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ): void {
    res.render('coaching/educator', {
      ...shown,
      errors,
      values,
      kinds: noteKinds,
      key: newId(),
      done: errors.length === 0 && res.req.query['done'] === 'written',
      nav: cohortNav(translateOf(res), shown, 'coaching'),
    })
  }
}
