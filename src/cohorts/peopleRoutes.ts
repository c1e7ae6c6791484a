import { Router, type Response } from 'express'
import { Invalid } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { within } from '../web/patience.js'
import { translateOf } from '../web/views.js'
import { cohortNav } from './cohortNav.js'
import { assessorForm } from './cohortForms.js'
import type { ListedPeople, PeopleService } from './peopleService.js'
import { peopleLists, peopleView } from './peopleView.js'
import type { RosterService } from './rosterService.js'

/** How long a facilitator waits for the LMS's list; a longer reading goes on without them. */
const PATIENCE_MS = 5_000

/** Who is in the cohort as the LMS lists them, who may assess, and who coaches whom. */
export function peopleRoutes({ people, roster }: { people: PeopleService; roster: RosterService }): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/people', async (req, res) => {
    showPeople(res, await people.list(requireActor(req), req.params.cohortId))
  })

  router.post('/cohorts/:cohortId/roster-reading', async (req, res) => {
    const { cohortId } = req.params
    const reading = await within(PATIENCE_MS, roster.refresh(requireActor(req), cohortId))
    const done = reading?.kind === 'read' ? '?done=read' : reading?.kind === 'failed' ? '' : '?done=reading'
    res.redirect(303, `/cohorts/${cohortId}/people${done}`)
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
  const list = peopleLists.find((one) => one === res.req.query['show']) ?? 'all'
  res.render('cohorts/people', {
    ...typed,
    ...peopleView(listed.people, { list, page: res.req.query['page'] }),
    cohort: listed.cohort,
    roster: listed.roster,
    done: ['read', 'reading'].find((word) => word === res.req.query['done']),
    coaches: listed.coaches,
    educators: listed.people.some(({ enrolment }) => enrolment.roles.includes('educator')),
    nav: cohortNav(translateOf(res), listed, 'people'),
  })
}
