import { Router, type Response } from 'express'
import type { z } from 'zod'
import { Conflict, Invalid } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import type { NewPlatform } from '../institutions/platformService.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import { canvasForm, linkForm, moodleForm, otherForm, ownCanvasForm } from './adminForms.js'
import { consolePage, forStaff, idIn } from './console.js'
import type { AdminNeeds } from './adminNeeds.js'
import { lmsIn, type Lms } from './lms.js'

type Typed = Omit<NewPlatform, 'institutionId' | 'approve'>

const forms: Record<Lms, z.ZodType<Typed>> = {
  moodle: moodleForm,
  canvas: canvasForm,
  other: otherForm,
}

/** The Canvas the addresses are for, where it is not Instructure's: as typed, and its host. */
function ownCanvas(values: unknown): { site: string; host: string } | null {
  const form = parseForm(ownCanvasForm, values)
  if (!form.ok || !URL.canParse(form.value.site)) return null
  return { site: form.value.site, host: new URL(form.value.site).host }
}

/** One page for each LMS: a one-time registration link, or the addresses to carry over by hand. */
export function addRoutes(needs: AdminNeeds): Router {
  const { institutions, platforms, registrationLinks, publicUrl, toolAsks } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    lms: Lms,
    more: {
      link?: { url: string; expiresAt: Date; approve: boolean }
      errors?: FieldError[]
      values?: object
    } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const registered = await platforms.list(actor, institutionId)
    const own = lms === 'canvas' ? ownCanvas(more.values) : null
    res.render('admin/add', {
      ...consolePage(res, actor, institution, lms === 'other' ? 'platforms' : lms),
      lms,
      link: more.link,
      errors: more.errors ?? [],
      values: more.values ?? {},
      registered: registered.filter(({ family }) => family === lms),
      asks: toolAsks,
      ownCanvas: own?.site,
      canvasJson: toolAsks.canvasJson(own?.host ?? null),
      addresses: {
        login: toolAsks.loginAddress(own?.host ?? null),
        launch: `${publicUrl}/lti/launch`,
        keys: `${publicUrl}/lti/keys`,
        target: `${publicUrl}/`,
        canvas: `${publicUrl}/lti/canvas.json${own ? `?host=${own.host}` : ''}`,
      },
    })
  }

  router.get(
    '/admin/institutions/:institutionId/add/:lms',
    staff(async (actor, req, res) => {
      const lms = lmsIn(idIn(req, 'lms'))
      const values = typedValues(req.query)
      const asked = lms === 'canvas' && 'site' in values ? parseForm(ownCanvasForm, values) : null
      const errors = asked?.ok === false ? asked.errors : []
      if (errors.length > 0) res.status(422)
      await show(res, actor, idIn(req, 'institutionId'), lms, { values, errors })
    }),
  )

  router.post(
    '/admin/institutions/:institutionId/add/:lms/link',
    staff(async (actor, req, res) => {
      const lms = lmsIn(idIn(req, 'lms'))
      const institutionId = idIn(req, 'institutionId')
      const form = parseForm(linkForm, req.body)
      const approve = form.ok && form.value.approve
      const link = await registrationLinks.create(actor, { institutionId, approve })
      // Shown in the answer itself: the token is kept nowhere, so there is no page to come back to.
      await show(res.status(201), actor, institutionId, lms, { link: { ...link, approve } })
    }),
  )

  router.post(
    '/admin/institutions/:institutionId/add/:lms',
    staff(async (actor, req, res) => {
      const lms = lmsIn(idIn(req, 'lms'))
      const institutionId = idIn(req, 'institutionId')
      const form = parseForm(forms[lms], req.body)
      const refused = form.ok ? await add(actor, institutionId, form.value) : form.errors
      if (refused.length === 0) {
        res.redirect(303, `/admin/institutions/${institutionId}/platforms?done=added`)
        return
      }
      const values: unknown = form.ok ? req.body : form.values
      await show(res.status(422), actor, institutionId, lms, {
        errors: refused,
        values: Object(values) as object,
      })
    }),
  )

  async function add(actor: StaffActor, institutionId: string, typed: Typed): Promise<FieldError[]> {
    try {
      await platforms.add(actor, { ...typed, institutionId, approve: true })
      return []
    } catch (error) {
      if (error instanceof Conflict) return [{ field: 'clientId', message: 'admin.form.known' }]
      if (!(error instanceof Invalid)) throw error
      const field =
        typed.family !== 'other' && typed.family ? 'site' : String(error.args['field'] ?? 'issuer')
      return [{ field, message: `admin.form.${String(error.args['problem'] ?? 'addressMissing')}` }]
    }
  }

  return router
}
