import { Router, type Request, type Response } from 'express'
import type { z } from 'zod'
import { contentDifference } from '../catalogue/contentDifference.js'
import { contentOf } from '../catalogue/microCredentialDocument.js'
import { reviewDue, stageOf } from '../catalogue/review.js'
import { Invalid } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { createDesk } from './catalogueDesk.js'
import { approvalForm, noFields, reasonForm, titleForm } from './catalogueForms.js'
import { catalogueSectionRoutes } from './catalogueSectionRoutes.js'
import { exchangeRoutes } from './exchangeRoutes.js'
import { frameworkRoutes } from './frameworkRoutes.js'
import { consolePage, forAnyStaff, forWriters, idIn } from './console.js'

/** What was typed into which form of a page, and what is wrong with it. */
interface Typed {
  form: string
  errors: FieldError[]
  values: Record<string, string>
}

/** Micro-credentials in the console: the shelf, one version's way to publication, and its sections. */
export function catalogueRoutes(needs: AdminNeeds): Router {
  const { institutions, catalogue, clock } = needs
  const staff = forAnyStaff(needs.requireStaff)
  const writer = forWriters(needs.requireStaff)
  const desk = createDesk(needs)
  const router = Router()
  const shelf = '/admin/institutions/:institutionId/catalogue'
  const one = `${shelf}/:microCredentialId`
  const ids = (req: Request): [string, string] => [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
  const pageOf = (institutionId: string, id: string, more = '') =>
    `/admin/institutions/${institutionId}/catalogue/${id}${more}`

  async function showShelf(actor: StaffActor, req: Request, res: Response, typed?: Typed): Promise<void> {
    const institution = await institutions.get(actor, idIn(req, 'institutionId'))
    const now = clock.now()
    const lines = (await catalogue.shelf(actor, institution.id)).map(({ newest, published, retired }) => ({
      ...{ newest, published, retired, stage: stageOf(newest) },
      due: published !== null && !retired && (!published.approval || reviewDue(published, now)),
    }))
    res.render('catalogue/workspace/shelf', {
      ...consolePage(res, actor, institution, 'catalogue'),
      ...{ lines, errors: typed?.errors ?? [], values: typed?.values ?? {} },
      mayWrite: actor.role !== 'auditor',
    })
  }

  async function showOverview(actor: StaffActor, req: Request, res: Response, typed?: Typed): Promise<void> {
    const shown = await desk(actor, req, res, 'overview')
    const now = clock.now()
    const inAYear = new Date(now)
    inAYear.setUTCFullYear(now.getUTCFullYear() + 1)
    res.render('catalogue/workspace/overview', {
      ...shown,
      form: typed?.form,
      errors: typed?.errors ?? [],
      values: { until: inAYear.toISOString().slice(0, 10), ...typed?.values },
      due: shown.version.published !== null && (!shown.version.approval || reviewDue(shown.version, now)),
      earlier: shown.versions.find(({ version }) => version < shown.version.version),
      newest: shown.versions[0],
    })
  }

  /** A form of the overview: shown again with what is wrong, or its act done and back to the page. */
  function act<T>(
    form: string,
    schema: z.ZodType<T>,
    run: (actor: StaffActor, institutionId: string, id: string, value: T) => Promise<unknown>,
  ) {
    return writer(async (actor, req, res) => {
      const [institutionId, id] = ids(req)
      await catalogue.dossier(actor, institutionId, id)
      const parsed = parseForm(schema, req.body)
      const again = (errors: FieldError[]) =>
        showOverview(actor, req, res.status(422), { form, errors, values: typedValues(req.body) })
      if (!parsed.ok) return again(parsed.errors)
      try {
        await run(actor, institutionId, id, parsed.value)
      } catch (error) {
        if (!(error instanceof Invalid) || error.code !== 'catalogue_until_passed') throw error
        return again([{ field: 'until', message: 'catalogue.write.untilPassed' }])
      }
      res.redirect(303, pageOf(institutionId, id))
    })
  }

  router.get(
    shelf,
    staff((actor, req, res) => showShelf(actor, req, res)),
  )
  router.post(
    shelf,
    writer(async (actor, req, res) => {
      const { id: institutionId } = await institutions.get(actor, idIn(req, 'institutionId'))
      const form = parseForm(titleForm, req.body)
      if (!form.ok) return showShelf(actor, req, res.status(422), { ...form, form: 'title' })
      const begun = await catalogue.begin(actor, institutionId, form.value.title)
      res.redirect(303, pageOf(institutionId, begun.id, '/sections/competency'))
    }),
  )

  router.use(catalogueSectionRoutes(needs))
  router.use(frameworkRoutes(needs))
  router.use(exchangeRoutes(needs))

  router.get(
    one,
    staff((actor, req, res) => showOverview(actor, req, res)),
  )
  router.get(
    `${one}/preview`,
    staff(async (actor, req, res) => {
      res.render('catalogue/workspace/preview', await desk(actor, req, res, 'preview'))
    }),
  )
  router.get(
    `${one}/difference`,
    staff(async (actor, req, res) => {
      const shown = await desk(actor, req, res, 'overview')
      const { version, before } = await catalogue.predecessor(actor, ...ids(req))
      const sections = contentDifference(contentOf(before), contentOf(version))
      res.render('catalogue/workspace/difference', { ...shown, before, sections })
    }),
  )
  router.post(
    `${one}/link-check`,
    writer(async (actor, req, res) => {
      const [institutionId, id] = ids(req)
      await catalogue.askForLinkCheck(actor, institutionId, id)
      const section = req.query['section'] === 'why' ? 'why' : 'resources'
      res.redirect(303, pageOf(institutionId, id, `/sections/${section}`))
    }),
  )
  router.post(
    `${one}/next-version`,
    writer(async (actor, req, res) => {
      const [institutionId, id] = ids(req)
      const next = await catalogue.nextVersion(actor, institutionId, id)
      res.redirect(303, pageOf(institutionId, next.id))
    }),
  )
  router.post(`${one}/review`, act('review', noFields, catalogue.sendToReview))
  router.post(`${one}/withdrawal`, act('review', noFields, catalogue.takeBack))
  router.post(`${one}/approval`, act('approval', approvalForm, catalogue.approve))
  router.post(
    `${one}/change-request`,
    act('changes', reasonForm, (actor, institutionId, id, { reason }) =>
      catalogue.requestChanges(actor, institutionId, id, reason),
    ),
  )
  router.post(
    `${one}/publication`,
    act('publication', noFields, async (actor, institutionId, id) => {
      const result = await catalogue.publish(actor, institutionId, id)
      if (!result.ok) throw new Invalid('catalogue_not_complete')
    }),
  )
  router.post(
    `${one}/retirement`,
    act('retirement', reasonForm, (actor, institutionId, id, { reason }) =>
      catalogue.retire(actor, institutionId, id, reason),
    ),
  )
  router.post(`${one}/return`, act('retirement', noFields, catalogue.offerAgain))

  return router
}
