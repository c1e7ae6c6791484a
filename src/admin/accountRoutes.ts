import { Router, type Request, type Response } from 'express'
import { Conflict } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import type { AccountScope } from '../identity/staffAuthority.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { invitationForm, roleForm, staffRoles } from './accountForms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

const placeOf = (scope: AccountScope): string => (scope === null ? '/admin' : `/admin/institutions/${scope}`)

/** Who looks after an institution, or the whole installation: invite, change what somebody may do, close an account. */
export function accountRoutes(needs: AdminNeeds): Router {
  const { institutions, accounts, invitations } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  async function show(
    res: Response,
    actor: StaffActor,
    scope: AccountScope,
    more: {
      link?: { url: string; expiresAt: Date }
      errors?: FieldError[]
      values?: object
      done?: string
    } = {},
  ): Promise<void> {
    const page =
      scope === null ? {} : consolePage(res, actor, await institutions.get(actor, scope), 'accounts')
    const [list, open] = await Promise.all([accounts.list(actor, scope), invitations.open(actor, scope)])
    const owners = list.filter(({ role }) => role === 'owner')
    res.render('admin/accounts', {
      ...page,
      base: placeOf(scope),
      whole: scope === null,
      mayChange: actor.role === 'owner',
      accounts: list.map((account) => ({
        ...account,
        self: account.id === actor.staffId,
        lastOwner: account.role === 'owner' && owners.length === 1,
      })),
      open,
      roles: staffRoles,
      errors: [],
      values: {},
      ...more,
    })
  }

  const doneIn = (req: Request) =>
    ['withdrawn', 'role', 'closed'].find((word) => word === req.query['done']) ?? ''

  async function invite(actor: StaffActor, req: Request, res: Response, scope: AccountScope): Promise<void> {
    const form = parseForm(invitationForm, req.body)
    if (!form.ok) {
      await show(res.status(422), actor, scope, { errors: form.errors, values: form.values })
      return
    }
    try {
      const link = await invitations.invite(actor, { ...form.value, institutionId: scope })
      // Shown in the answer itself: the token is kept nowhere, so there is no page to come back to.
      await show(res.status(201), actor, scope, { link })
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const errors = [{ field: 'email', message: 'identity.accounts.taken' }]
      await show(res.status(422), actor, scope, { errors, values: form.value })
    }
  }

  router.get(
    '/admin/accounts',
    staff((actor, req, res) => show(res, actor, null, { done: doneIn(req) })),
  )
  router.get(
    '/admin/institutions/:institutionId/accounts',
    staff((actor, req, res) => show(res, actor, idIn(req, 'institutionId'), { done: doneIn(req) })),
  )
  router.post(
    '/admin/invitations',
    staff((actor, req, res) => invite(actor, req, res, null)),
  )
  router.post(
    '/admin/institutions/:institutionId/invitations',
    staff((actor, req, res) => invite(actor, req, res, idIn(req, 'institutionId'))),
  )
  router.post(
    '/admin/invitations/:invitationId/withdrawal',
    staff(async (actor, req, res) => {
      const { institutionId } = await invitations.withdraw(actor, idIn(req, 'invitationId'))
      res.redirect(303, `${placeOf(institutionId)}/accounts?done=withdrawn`)
    }),
  )
  router.post(
    '/admin/accounts/:staffId/role',
    staff(async (actor, req, res) => {
      const form = parseForm(roleForm, req.body)
      const id = idIn(req, 'staffId')
      const { institutionId } = form.ok
        ? await accounts.changeRole(actor, id, form.value.role)
        : await accounts.owned(actor, id)
      if (form.ok) res.redirect(303, `${placeOf(institutionId)}/accounts?done=role`)
      else await show(res.status(422), actor, institutionId, { errors: form.errors })
    }),
  )
  router.post(
    '/admin/accounts/:staffId/closure',
    staff(async (actor, req, res) => {
      const { institutionId } = await accounts.close(actor, idIn(req, 'staffId'))
      res.redirect(303, `${placeOf(institutionId)}/accounts?done=closed`)
    }),
  )
  return router
}
