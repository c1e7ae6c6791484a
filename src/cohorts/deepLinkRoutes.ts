import { Router, type Request, type Response } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { allowForeignForms } from '../web/framing.js'
import type { FieldError } from '../web/forms.js'
import { viewContextOf, type ViewContext } from '../web/views.js'
import type { DeepLinkService, Wording } from './deepLinkService.js'
import { coursePages, decidePlacement, placeable } from './placement.js'
import { fillPlacing, freshPlacing, readPlacing, type PlacingValues } from './placingForm.js'

type Asked = Request<{ requestId: string }>
type Found = Awaited<ReturnType<DeepLinkService['open']>>

/**
 * The pages inside the LMS's "select content" dialogue: choose, look over, and the form that carries the signed answer
 * back. Nothing is written before the last step, and what was typed goes along from page to page.
 */
export function deepLinkRoutes(deepLinks: DeepLinkService): Router {
  const router = Router()
  const open = (req: Asked) => deepLinks.open(requireActor(req), req.params.requestId)

  router.get('/deep-linking/:requestId', async (req, res) => {
    const found = await open(req)
    showForm(res, found, freshPlacing(found.cohort, found.catalogue))
  })

  router.post('/deep-linking/:requestId/preview', async (req, res) => {
    const found = await open(req)
    const values = readPlacing(req.body)
    const { fill, change } = buttonsOf(req.body)
    if (fill !== null) showForm(res, found, fillPlacing(values, fill, found))
    else if (change !== null) showForm(res, found, values)
    else {
      const decision = decide(res, found, values)
      if (decision.ok) res.render('cohorts/placingPreview', { ...found, ...decision, values })
      else showForm(res, found, values, decision.errors)
    }
  })

  router.post('/deep-linking/:requestId/choice', async (req, res) => {
    const actor = requireActor(req)
    const { cancel } = buttonsOf(req.body)
    const found = await open(req)
    const values = readPlacing(req.body)
    const decision = cancel === null ? decide(res, found, values) : { ok: true as const, placement: null }
    if (!decision.ok) {
      showForm(res, found, values, decision.errors)
      return
    }
    const answer = await deepLinks.choose(
      actor,
      req.params.requestId,
      decision.placement,
      wordingOf(viewContextOf(res)),
    )
    allowForeignForms(res)
    res.render('cohorts/placed', { ...answer, count: decision.placement?.lines.length ?? 0 })
  })

  return router
}

function decide(res: Response, { request, catalogue, cohort }: Found, values: PlacingValues) {
  const timeZone = res.req.session.timeZone ?? 'UTC'
  return decidePlacement(values, { settings: request.settings, catalogue, weeks: cohort.weeks, timeZone })
}

function showForm(res: Response, found: Found, values: PlacingValues, errors: FieldError[] = []): void {
  if (errors.length > 0) res.status(422)
  const open = placeable(found.request.settings)
  res.render('cohorts/placing', { ...found, open, pages: coursePages, values, errors })
}

/** Which button was pressed: null for those that were not. */
function buttonsOf(body: unknown): Record<'fill' | 'change' | 'cancel', string | null> {
  const sent: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {}
  const pressed = (name: string) => (typeof sent[name] === 'string' ? sent[name] : null)
  return { fill: pressed('fill'), change: pressed('change'), cancel: pressed('cancel') }
}

function wordingOf({ t, pick }: ViewContext): Wording {
  return {
    microCredential: ({ title, competency }) => ({ title: pick(title), text: pick(competency) }),
    page: (page) => ({
      title: t(`cohorts.placing.page.${page}.title`),
      text: t(`cohorts.placing.page.${page}.text`),
    }),
    review: t('cohorts.placing.review'),
  }
}
