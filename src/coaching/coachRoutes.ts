import { Router, type Request } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { showPeople } from '../cohorts/peopleRoutes.js'
import type { PeopleService } from '../cohorts/peopleService.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { AssignDecision } from './coaching.js'
import { assignForm } from './coachForms.js'
import type { CoachService } from './coachService.js'

const fieldOf: Record<Exclude<AssignDecision, 'assign'>, string> = {
  cannotCoach: 'coachId',
  notAnEducator: 'educatorIds',
  oneself: 'educatorIds',
}

/** Giving educators a coach, and ending it: on the people page of their course. */
export function coachRoutes(deps: { coaches: CoachService; people: PeopleService }): Router {
  const { coaches, people } = deps
  const router = Router()

  router.post('/cohorts/:cohortId/coachings', async (req: Request<{ cohortId: string }>, res) => {
    const actor = requireActor(req)
    const { cohortId } = req.params
    const listed = await people.list(actor, cohortId)
    const again = (errors: FieldError[]) => {
      const body: unknown = req.body
      const ticked = [Reflect.get(Object(body), 'educatorIds')].flat().map(String)
      showPeople(res.status(422), listed, {
        errors,
        ticked,
        coachId: String(Reflect.get(Object(body), 'coachId')),
      })
    }
    const form = parseForm(assignForm, req.body)
    if (!form.ok) {
      again(form.errors)
      return
    }
    const decision = await coaches.assign(actor, cohortId, form.value.coachId, form.value.educatorIds)
    if (decision === 'assign') res.redirect(303, `/cohorts/${cohortId}/people`)
    else again([{ field: fieldOf[decision], message: `coaching.assign.${decision}` }])
  })

  router.post('/coachings/:id/ending', async (req, res) => {
    const cohortId = await coaches.end(requireActor(req), req.params.id)
    res.redirect(303, `/cohorts/${cohortId}/people`)
  })

  return router
}
