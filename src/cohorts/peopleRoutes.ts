import { Router } from 'express'
import { Invalid } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm } from '../web/forms.js'
import { pageOf } from '../web/paging.js'
import { translateOf } from '../web/views.js'
import { cohortNav } from './cohortNav.js'
import { assessorForm } from './cohortForms.js'
import type { PeopleService } from './peopleService.js'

const PEOPLE_PER_PAGE = 30

/** Who is in the cohort, and who may assess. */
export function peopleRoutes(people: PeopleService): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/people', async (req, res) => {
    const listed = await people.list(requireActor(req), req.params.cohortId)
    const paged = pageOf(listed.people, req.query['page'], PEOPLE_PER_PAGE)
    res.render('cohorts/people', {
      cohort: listed.cohort,
      paged,
      nav: cohortNav(translateOf(res), listed, 'people'),
    })
  })

  router.post('/cohorts/:cohortId/people/:personId/assessor', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(assessorForm, req.body)
    if (!form.ok) throw new Invalid()
    const { cohortId, personId } = req.params
    await people.setAssessor(actor, cohortId, personId, form.value.assessor === 'yes')
    res.redirect(303, `/cohorts/${cohortId}/people`)
  })

  return router
}
