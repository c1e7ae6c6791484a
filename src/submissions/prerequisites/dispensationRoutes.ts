import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { cohortNav } from '../../cohorts/cohortNav.js'
import { requireActor } from '../../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../../web/forms.js'
import { viewContextOf } from '../../web/views.js'
import type { SubmissionService } from '../submissionService.js'

const oneOf = z.string('forms.chooseOne').min(1, 'forms.chooseOne')
const dispensationForm = z.object({
  personId: oneOf,
  microCredentialKey: oneOf,
  reason: z
    .string('submissions.first.reasonMissing')
    .transform((typed) => typed.replace(/\r\n?/g, '\n').trim().slice(0, 2_000))
    .pipe(z.string().min(1, 'submissions.first.reasonMissing')),
})

/** Where facilitators let somebody begin without what comes first. */
export function dispensationRoutes(submissions: SubmissionService): Router {
  const router = Router()

  async function show(
    req: Request<{ cohortId: string }>,
    res: Response,
    errors: FieldError[] = [],
  ): Promise<void> {
    const found = await submissions.dispensable(requireActor(req), req.params.cohortId)
    const { t, pick } = viewContextOf(res)
    const titles = Object.fromEntries(found.asking.map(({ key, title }) => [key, pick(title)]))
    const done = ['given', 'withdrawn'].find((known) => known === req.query['done'])
    res.status(errors.length > 0 ? 422 : 200).render('submissions/dispensations', {
      ...found,
      titles,
      values: errors.length > 0 ? typedValues(req.body) : {},
      errors,
      done,
      nav: cohortNav(t, found, 'people'),
    })
  }

  router.get('/cohorts/:cohortId/dispensations', (req, res) => show(req, res))

  router.post('/cohorts/:cohortId/dispensations', async (req, res) => {
    const { cohortId } = req.params
    const form = parseForm(dispensationForm, req.body)
    if (!form.ok) {
      await show(req, res, form.errors)
      return
    }
    const given = await submissions.dispense(requireActor(req), cohortId, form.value)
    if (given) res.redirect(303, `/cohorts/${cohortId}/dispensations?done=given`)
    else await show(req, res, [{ field: 'personId', message: 'submissions.first.notHere' }])
  })

  router.post('/dispensations/:id/withdrawal', async (req, res) => {
    const cohortId = await submissions.withdrawDispensation(requireActor(req), req.params.id)
    res.redirect(303, `/cohorts/${cohortId}/dispensations?done=withdrawn`)
  })

  return router
}
