import { Router, type Request, type RequestHandler, type Response } from 'express'
import type { Clock } from '../clock/clock.js'
import { Conflict } from '../errors/errors.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { startSession } from '../web/session.js'
import type { Invitation } from './invitationStore.js'
import type { InvitationService } from './invitationService.js'
import { joiningForm } from './staffForms.js'

/** Where an invitation's link leads: whoever holds it chooses a name and a password, once, and is in. */
export function joiningRoutes(needs: {
  invitations: Pick<InvitationService, 'look' | 'accept'>
  clock: Clock
  slow: RequestHandler
}): Router {
  const { invitations, clock, slow } = needs
  const router = Router()

  const tokenIn = (req: Request): string => String(req.params['token'])
  const show = (res: Response, invitation: Invitation, errors: FieldError[], name = '') => {
    res.status(errors.length > 0 ? 422 : 200).set('Cache-Control', 'no-store')
    res.render('identity/joining', { errors, name, email: invitation.email, role: invitation.role })
  }

  router.get('/admin/joining/:token', slow, async (req, res) => {
    show(res, await invitations.look(tokenIn(req)), [])
  })

  router.post('/admin/joining/:token', slow, async (req, res) => {
    const invitation = await invitations.look(tokenIn(req))
    const form = parseForm(joiningForm, req.body)
    if (!form.ok) {
      show(res, invitation, form.errors, form.values['name'])
      return
    }
    try {
      const account = await invitations.accept(tokenIn(req), form.value)
      await startSession(req, { staffId: account.id }, clock.now())
      res.redirect(303, '/admin')
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      show(res, invitation, [{ field: 'name', message: 'identity.joining.taken' }], form.value.name)
    }
  })
  return router
}
