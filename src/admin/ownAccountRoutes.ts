import { Router, type Response } from 'express'
import { create as createQr } from 'qrcode'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { codesOffForm, codesOnForm, passwordForm } from './accountForms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { forAnyStaff } from './console.js'

/** The dark squares of a QR code as one SVG path, a unit each. */
function qrPath(text: string): { path: string; size: number } {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' })
  const cells = Array.from({ length: modules.size * modules.size }, (_, index) => index)
  const dark = cells.filter((index) => modules.get(Math.floor(index / modules.size), index % modules.size))
  const path = dark
    .map((index) => `M${String(index % modules.size)} ${String(Math.floor(index / modules.size))}h1v1h-1z`)
    .join('')
  return { path, size: modules.size }
}

/** The own account: password, one-time codes. Wrong tries count at the account's own lock, as they do at the door. */
export function ownAccountRoutes({ ownAccount, requireStaff }: AdminNeeds): Router {
  const staff = forAnyStaff(requireStaff)
  const router = Router()

  async function show(
    res: Response,
    actor: StaffActor,
    more: { errors?: FieldError[]; done?: string } = {},
  ): Promise<void> {
    const done = ['password', 'codesOff'].find((word) => word === more.done)
    res.render('admin/ownAccount', { account: await ownAccount.of(actor), errors: more.errors ?? [], done })
  }

  async function showSetUp(
    res: Response,
    actor: StaffActor,
    sealed?: string,
    errors: FieldError[] = [],
  ): Promise<void> {
    const setUp = await ownAccount.beginCodes(actor, sealed)
    res.render('admin/codes', { ...setUp, qr: qrPath(setUp.address), errors })
  }

  router.get(
    '/admin/account',
    staff((actor, req, res) => show(res, actor, { done: String(req.query['done']) })),
  )

  router.post(
    '/admin/account/password',
    staff(async (actor, req, res) => {
      const form = parseForm(passwordForm, req.body)
      const changed =
        form.ok && (await ownAccount.changePassword(actor, { ...form.value, sessionId: req.session.id }))
      if (changed) res.redirect(303, '/admin/account?done=password')
      else
        await show(res.status(422), actor, {
          errors: form.ok ? [{ field: 'present', message: 'identity.password.wrong' }] : form.errors,
        })
    }),
  )

  router.get(
    '/admin/account/codes',
    staff(async (actor, _req, res) => {
      const { codesSince } = await ownAccount.of(actor)
      if (codesSince) res.redirect(303, '/admin/account')
      else await showSetUp(res, actor)
    }),
  )

  router.post(
    '/admin/account/codes',
    staff(async (actor, req, res) => {
      const form = parseForm(codesOnForm, req.body)
      const sealed = form.ok ? form.value.sealed : form.values['sealed']
      const recovery = form.ok
        ? await ownAccount.confirmCodes(actor, form.value.sealed, form.value.code)
        : null
      if (recovery) res.status(201).render('admin/recoveryCodes', { recovery })
      else
        await showSetUp(
          res.status(422),
          actor,
          sealed,
          form.ok ? [{ field: 'code', message: 'identity.codes.wrong' }] : form.errors,
        )
    }),
  )

  router.post(
    '/admin/account/codes/removal',
    staff(async (actor, req, res) => {
      const form = parseForm(codesOffForm, req.body)
      if (form.ok && (await ownAccount.endCodes(actor, form.value.password)))
        res.redirect(303, '/admin/account?done=codesOff')
      else
        await show(res.status(422), actor, {
          errors: form.ok ? [{ field: 'password', message: 'identity.password.wrong' }] : form.errors,
        })
    }),
  )
  return router
}
