import { Router, type Request, type Response } from 'express'
import type { Clock } from '../clock/clock.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { startSession } from '../web/session.js'
import type { Guest } from './guestStore.js'
import { throughDoor, type Doors } from './passport.js'
import { slowDown } from './slowDown.js'
import { signInForm } from './staffForms.js'

/** Begins a guest's session; it ends after their institution's limit. */
export type StartGuestSession = (req: Request, guest: Guest) => Promise<void>

/** Makes `StartGuestSession`: a session of ours that holds ids only. */
export const guestSessions =
  (needs: { sessionHoursOf(institutionId: string): Promise<number | undefined>; clock: Clock }) =>
  async (req: Request, { id, personId, institutionId }: Guest): Promise<void> =>
    startSession(
      req,
      { guestId: id, personId, institutionId },
      needs.clock.now(),
      await needs.sessionHoursOf(institutionId),
    )

/** The door for assessors without an LMS account. They leave as everybody does, by the foot of the page. */
export function guestRoutes(needs: { doors: Doors; startGuestSession: StartGuestSession }): Router {
  const router = Router()
  const slow = slowDown()

  const show = (res: Response, errors: FieldError[], email: string) => {
    res.status(errors.length > 0 ? 422 : 200).set('Cache-Control', 'no-store')
    res.render('identity/guestSignIn', { errors, email })
  }

  router.get('/assess/sign-in', (req, res) => {
    if (req.session.guestId) res.redirect(303, '/assess')
    else show(res, [], '')
  })

  router.post('/assess/sign-in', slow, async (req, res) => {
    const form = parseForm(signInForm, req.body)
    if (!form.ok) {
      show(res, form.errors, form.values['email'] ?? '')
      return
    }
    const guest = await throughDoor<Guest>(needs.doors, 'guest', req, res)
    if (!guest) {
      show(res, [{ field: 'email', message: 'identity.signIn.notRight' }], form.value.email)
      return
    }
    await needs.startGuestSession(req, guest)
    res.redirect(303, '/assess')
  })

  return router
}
