import { Router, type Response } from 'express'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { consolePage, forStaff, idIn } from './console.js'
import type { AdminNeeds } from './adminNeeds.js'
import { revocationForm } from './adminForms.js'

/** The awards of an institution, and taking one back with a reason. */
export function awardRoutes(needs: AdminNeeds): Router {
  const { institutions, awards } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    more: { done?: boolean; refused?: { id: string; errors: FieldError[] } } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const list = await awards.list(actor, institutionId)
    res.render('admin/awards', {
      ...consolePage(res, actor, institution, 'awards'),
      awards: list.map(({ id, recipientName, title, version, earnedAt, issued, revoked }) => ({
        id,
        recipientName,
        title,
        version,
        earnedAt,
        issued: issued !== null,
        revoked,
        errors: more.refused?.id === id ? more.refused.errors : [],
      })),
      errors: more.refused?.errors ?? [],
      done: more.done,
    })
  }

  router.get(
    '/admin/institutions/:institutionId/awards',
    staff((actor, req, res) =>
      show(res, actor, idIn(req, 'institutionId'), { done: req.query['done'] === 'revoked' }),
    ),
  )

  router.post(
    '/admin/institutions/:institutionId/awards/:awardId/revocation',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const awardId = idIn(req, 'awardId')
      const form = parseForm(revocationForm, req.body)
      if (!form.ok) {
        const errors = form.errors.map(({ message }) => ({ field: `reason-${awardId}`, message }))
        await show(res.status(422), actor, institution.id, { refused: { id: awardId, errors } })
        return
      }
      await awards.revoke(actor, awardId, form.value.reason)
      res.redirect(303, `/admin/institutions/${institution.id}/awards?done=revoked`)
    }),
  )
  return router
}
