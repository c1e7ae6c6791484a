import { Router, type Request, type Response } from 'express'
import type { Clock } from '../clock/clock.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { endSession, startSession } from '../web/session.js'
import type { InvitationService } from './invitationService.js'
import { joiningRoutes } from './joiningRoutes.js'
import { throughDoor, type Doors } from './passport.js'
import { slowDown } from './slowDown.js'
import { codeForm, signInForm } from './staffForms.js'
import type { PasswordShown, StaffService } from './staffService.js'

/** Between the password and the code. */
const CODE_MS = 5 * 60_000

/** The staff door: sign in and out of the console, in one step or two, and come in by an invitation. */
export function staffRoutes(needs: {
  doors: Doors
  staff: Pick<StaffService, 'enterCode' | 'signedOut'>
  invitations: Pick<InvitationService, 'look' | 'accept'>
  clock: Clock
}): Router {
  const { doors, staff, clock } = needs
  const router = Router()
  const slow = slowDown()

  const show = (res: Response, errors: FieldError[], email: string, status: number) => {
    res.status(status).set('Cache-Control', 'no-store').render('identity/signIn', { errors, email })
  }
  const showCode = (res: Response, errors: FieldError[]) => {
    res.status(errors.length > 0 ? 422 : 200).set('Cache-Control', 'no-store')
    res.render('identity/signInCode', { errors })
  }

  router.get('/admin/sign-in', (req, res) => {
    if (req.session.staffId) res.redirect(303, '/admin')
    else show(res, [], '', 200)
  })

  router.post('/admin/sign-in', slow, async (req, res) => {
    const form = parseForm(signInForm, req.body)
    if (!form.ok) {
      show(res, form.errors, form.values['email'] ?? '', 422)
      return
    }
    const shown = await throughDoor<PasswordShown>(doors, 'staff', req, res)
    if (!shown) {
      show(res, [{ field: 'email', message: 'identity.signIn.notRight' }], form.value.email, 422)
      return
    }
    const { account, needsCode } = shown
    await startSession(req, needsCode ? { codeFor: account.id } : { staffId: account.id }, clock.now())
    res.redirect(303, needsCode ? '/admin/sign-in/code' : '/admin')
  })

  /** Whose password this session has shown a moment ago. */
  const codeFor = ({ session }: Request): string | null => {
    const { codeFor: staffId, startedAt = 0 } = session
    return staffId && clock.now().getTime() - startedAt < CODE_MS ? staffId : null
  }

  router.get('/admin/sign-in/code', (req, res) => {
    if (codeFor(req)) showCode(res, [])
    else res.redirect(303, '/admin/sign-in')
  })

  router.post('/admin/sign-in/code', slow, async (req, res) => {
    const staffId = codeFor(req)
    if (!staffId) {
      res.redirect(303, '/admin/sign-in')
      return
    }
    const form = parseForm(codeForm, req.body)
    const account = form.ok ? await staff.enterCode(staffId, form.value.code) : null
    if (!account) {
      showCode(res, form.ok ? [{ field: 'code', message: 'identity.codes.wrong' }] : form.errors)
      return
    }
    await startSession(req, { staffId: account.id }, clock.now())
    res.redirect(303, '/admin')
  })

  router.post('/admin/sign-out', async (req, res) => {
    // Nothing typed here stays on the device of whoever signs out.
    res.set('Clear-Site-Data', '"storage"')
    const { staffId } = req.session
    await endSession(req, res)
    if (staffId) await staff.signedOut(staffId)
    res.redirect(303, '/admin/sign-in')
  })

  router.use(joiningRoutes({ ...needs, slow }))

  return router
}
