import { Router, type Response } from 'express'
import { poolInvitationForm } from '../assessment/pool/poolForms.js'
import { Conflict } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import { mustManage } from '../institutions/authority.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** An institution's pool of assessors: who they are, who is invited, who leaves. */
export function poolRoutes({
  institutions,
  requireStaff,
  pool,
  poolInvitations,
  catalogue,
}: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  const home = '/admin/institutions/:institutionId'

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    more: { link?: object; errors?: FieldError[]; values?: object; done?: string } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const [members, open, offered] = await Promise.all([
      pool.list(actor, institutionId),
      poolInvitations.open(actor, institutionId),
      catalogue.listPublished(institutionId),
    ])
    res.render('assessment/pool/console', {
      ...consolePage(res, actor, institution, 'pool'),
      ...{ members, open, errors: [], values: {} },
      titles: Object.fromEntries(offered.map(({ key, title }) => [key, title])),
      ...more,
    })
  }

  router.get(
    `${home}/assessors`,
    staff((actor, req, res) => {
      const done = ['left', 'withdrawn'].find((word) => word === req.query['done']) ?? ''
      return show(res, actor, idIn(req, 'institutionId'), { done })
    }),
  )

  router.post(
    `${home}/assessors/invitations`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      mustManage(actor, institutionId)
      const form = parseForm(poolInvitationForm, req.body)
      if (!form.ok) {
        await show(res.status(422), actor, institutionId, { errors: form.errors, values: form.values })
        return
      }
      await institutions.get(actor, institutionId)
      try {
        const link = await poolInvitations.invite(actor, institutionId, form.value.email)
        // Shown in the answer itself: the token is kept nowhere, so there is no page to come back to.
        await show(res.status(201), actor, institutionId, { link })
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        const errors = [{ field: 'email', message: 'pool.invite.member' }]
        await show(res.status(422), actor, institutionId, { errors, values: form.value })
      }
    }),
  )

  router.post(
    `${home}/assessors/invitations/:poolInvitationId/withdrawal`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      await poolInvitations.withdraw(actor, institutionId, idIn(req, 'poolInvitationId'))
      res.redirect(303, `/admin/institutions/${institutionId}/assessors?done=withdrawn`)
    }),
  )

  router.post(
    `${home}/assessors/:poolMemberId/ending`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      await pool.end(actor, institutionId, idIn(req, 'poolMemberId'))
      res.redirect(303, `/admin/institutions/${institutionId}/assessors?done=left`)
    }),
  )
  return router
}
