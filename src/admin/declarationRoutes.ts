import { Router, type Response } from 'express'
import { staffPairForm } from '../assessment/conflicts/declarationForms.js'
import { withNames } from '../assessment/conflicts/declarationView.js'
import type { StaffActor } from '../identity/requestActor.js'
import { mustManage } from '../institutions/authority.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** Who must not judge whom in an institution: everything declared, a pair more, and taking one back. */
export function declarationRoutes({
  institutions,
  requireStaff,
  pool,
  declarations,
  people,
}: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  const home = '/admin/institutions/:institutionId/declarations'
  const listOf = (institutionId: string) => `/admin/institutions/${institutionId}/declarations`

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    more: { errors?: FieldError[]; values?: Record<string, string>; done?: string | undefined } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const [found, members] = await Promise.all([
      declarations.ofInstitution(actor, institutionId),
      pool.list(actor, institutionId),
    ])
    res.status(more.errors ? 422 : 200).render('assessment/conflicts/console', {
      ...consolePage(res, actor, institution, 'pool'),
      declarations: await withNames(people, institutionId, found),
      assessors: members.filter(({ left }) => left === null),
      errors: [],
      values: {},
      ...more,
    })
  }

  router.get(
    home,
    staff((actor, req, res) => {
      const done = ['declared', 'withdrawn'].find((word) => word === req.query['done'])
      return show(res, actor, idIn(req, 'institutionId'), { done })
    }),
  )

  router.post(
    home,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      mustManage(actor, institutionId)
      const form = parseForm(staffPairForm, req.body)
      const values = typedValues(req.body)
      if (!form.ok) {
        await show(res, actor, institutionId, { errors: form.errors, values })
        return
      }
      const decision = await declarations.declareForStaff(actor, institutionId, form.value)
      if (decision === 'declare') res.redirect(303, `${listOf(institutionId)}?done=declared`)
      else {
        const field = decision === 'notAnAssessor' ? 'assessorId' : 'work'
        const message = decision === 'notAnEducator' ? 'declaration.noSuchWork' : `declaration.${decision}`
        await show(res, actor, institutionId, { errors: [{ field, message }], values })
      }
    }),
  )

  router.post(
    `${home}/:declarationId/withdrawal`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      mustManage(actor, institutionId)
      await declarations.withdraw(actor, institutionId, idIn(req, 'declarationId'))
      res.redirect(303, `${listOf(institutionId)}?done=withdrawn`)
    }),
  )
  return router
}
