import { Router, type Request, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import type { Clock } from '../clock/clock.js'
import { Refused } from '../errors/errors.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { endSession, startSession } from '../web/session.js'
import type { Doors } from './passport.js'
import { signInForm } from './staffForms.js'
import type { Staff } from './staffStore.js'

const WINDOW_MS = 15 * 60_000
const MOST_FAILED = 30

/** The staff door: sign in and out of the console. */
export function staffRoutes(needs: { doors: Doors; clock: Clock }): Router {
  const { doors, clock } = needs
  const router = Router()

  const slowDown = rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_FAILED,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => {
      next(new Refused('too_many_tries', 429))
    },
  })

  const show = (res: Response, errors: FieldError[], email: string, status: number) => {
    res.status(status).set('Cache-Control', 'no-store').render('identity/signIn', { errors, email })
  }

  router.get('/admin/sign-in', (req, res) => {
    if (req.session.staffId) res.redirect(303, '/admin')
    else show(res, [], '', 200)
  })

  router.post('/admin/sign-in', slowDown, async (req, res) => {
    const form = parseForm(signInForm, req.body)
    if (!form.ok) {
      show(res, form.errors, form.values['email'] ?? '', 422)
      return
    }
    const account = await throughStaffDoor(req, res)
    if (!account) {
      show(res, [{ field: 'email', message: 'identity.signIn.notRight' }], form.value.email, 422)
      return
    }
    await startSession(req, { staffId: account.id }, clock.now())
    res.redirect(303, '/admin')
  })

  router.post('/admin/sign-out', async (req, res) => {
    await endSession(req)
    res.redirect(303, '/admin/sign-in')
  })

  function throughStaffDoor(req: Request, res: Response): Promise<Staff | null> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, account: Staff | false | undefined) => {
        if (error) reject(error instanceof Error ? error : new Error('sign-in'))
        else resolve(account || null)
      }
      const door: unknown = doors.authenticate('staff', { session: false }, done)
      if (typeof door === 'function') door(req, res, reject)
    })
  }

  return router
}
