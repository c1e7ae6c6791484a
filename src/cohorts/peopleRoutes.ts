import { Router, type Response } from 'express'
import { Invalid } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { pageOf } from '../web/paging.js'
import { translateOf } from '../web/views.js'
import { cohortNav } from './cohortNav.js'
import { assessorForm } from './cohortForms.js'
import type { ListedPeople, PeopleService } from './peopleService.js'

const PEOPLE_PER_PAGE = 30

/** Who is in the cohort, who may assess, and who coaches whom. */
export function peopleRoutes(people: PeopleService): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/people', async (req, res) => {
    showPeople(res, await people.list(requireActor(req), req.params.cohortId))
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

/** Prints the people page; `typed` is what a form on it said when it has to be mended. */
export function showPeople(
  res: Response,
  listed: ListedPeople,
  typed: { errors: FieldError[]; ticked: string[]; coachId: string } = {
    errors: [],
    ticked: [],
    coachId: '',
  },
): void {
  res.render('cohorts/people', {
    ...typed,
    cohort: listed.cohort,
    paged: pageOf(listed.people, res.req.query['page'], PEOPLE_PER_PAGE),
    coaches: listed.coaches,
    educators: listed.people.some(({ enrolment }) => enrolment.roles.includes('educator')),
    nav: cohortNav(translateOf(res), listed, 'people'),
  })
}
