import { Router, type Response } from 'express'
import type { MicroCredential } from '../catalogue/microCredential.js'
import {
  readBenchmark,
  showBenchmarkForm,
  type BenchmarkValues,
} from '../assessment/qualifying/benchmarkForm.js'
import type { StaffActor } from '../identity/requestActor.js'
import type { FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import type { AdminNeeds } from './adminNeeds.js'
import { consolePage, forStaff, idIn } from './console.js'

/** The samples an institution's assessors qualify on: which there are, writing one, taking one out of use. */
export function benchmarkRoutes({ institutions, requireStaff, benchmarks, catalogue }: AdminNeeds): Router {
  const staff = forStaff(requireStaff)
  const router = Router()
  const home = '/admin/institutions/:institutionId/benchmarks'

  router.get(
    home,
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const [list, offered] = await Promise.all([
        benchmarks.list(actor, institution.id),
        catalogue.listPublished(institution.id),
      ])
      const titles = Object.fromEntries(offered.map(({ key, title }) => [key, title]))
      res.render('assessment/qualifying/benchmarks', {
        ...consolePage(res, actor, institution, 'pool'),
        list: list.map((one) => ({ ...one, of: titles[one.microCredentialKey] })),
        offered,
        done: ['made', 'withdrawn'].find((word) => word === req.query['done']) ?? '',
      })
    }),
  )

  async function form(
    res: Response,
    actor: StaffActor,
    asked: MicroCredential,
    values: BenchmarkValues = {},
    errors: FieldError[] = [],
  ): Promise<void> {
    const institution = await institutions.get(actor, asked.institutionId)
    res.status(errors.length > 0 ? 422 : 200).render('assessment/qualifying/benchmarkNew', {
      ...consolePage(res, actor, institution, 'pool'),
      ...showBenchmarkForm(asked, values, errors, viewContextOf(res)),
      microCredentialId: asked.id,
    })
  }

  router.get(
    `${home}/of/:microCredentialId`,
    staff(async (actor, req, res) => {
      const [institutionId, id] = [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
      await form(res, actor, await benchmarks.begin(actor, institutionId, id))
    }),
  )

  router.post(
    `${home}/of/:microCredentialId`,
    staff(async (actor, req, res) => {
      const [institutionId, id] = [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
      const asked = await benchmarks.begin(actor, institutionId, id)
      const { written, errors, values } = readBenchmark(asked, req.body)
      if (errors.length > 0) {
        await form(res, actor, asked, values, errors)
        return
      }
      await benchmarks.make(actor, institutionId, id, written)
      res.redirect(303, `/admin/institutions/${institutionId}/benchmarks?done=made`)
    }),
  )

  router.post(
    `${home}/:benchmarkId/withdrawal`,
    staff(async (actor, req, res) => {
      const institutionId = idIn(req, 'institutionId')
      await benchmarks.withdraw(actor, institutionId, idIn(req, 'benchmarkId'))
      res.redirect(303, `/admin/institutions/${institutionId}/benchmarks?done=withdrawn`)
    }),
  )
  return router
}
