import { Router } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { allowForeignForms } from '../web/framing.js'
import { parseForm } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { choiceForm } from './cohortForms.js'
import type { DeepLinkService, Wording } from './deepLinkService.js'

/** The page inside the LMS's "select content" dialogue, and the form that carries the signed answer back. */
export function deepLinkRoutes(deepLinks: DeepLinkService): Router {
  const router = Router()

  router.get('/deep-linking/:requestId', async (req, res) => {
    const found = await deepLinks.open(requireActor(req), req.params.requestId)
    res.render('cohorts/placing', { ...found, errors: [], chosen: [] })
  })

  router.post('/deep-linking/:requestId/choice', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(choiceForm, req.body)
    const nothing = [{ field: 'microCredentialId', message: 'cohorts.placing.choose_some' }]
    if (!form.ok || (form.value.microCredentialId.length === 0 && form.value.cancel === undefined)) {
      const found = await deepLinks.open(actor, req.params.requestId)
      res
        .status(422)
        .render('cohorts/placing', { ...found, errors: form.ok ? nothing : form.errors, chosen: [] })
      return
    }
    const { microCredentialId, cancel } = form.value
    const { pick } = viewContextOf(res)
    const wording: Wording = ({ title, competency }) => ({ title: pick(title), text: pick(competency) })
    const chosen = cancel === undefined ? microCredentialId : []
    const answer = await deepLinks.choose(actor, req.params.requestId, chosen, wording)
    allowForeignForms(res)
    res.render('cohorts/placed', { ...answer, count: chosen.length })
  })

  return router
}
