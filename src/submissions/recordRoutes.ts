import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import { cohortNav } from '../cohorts/cohortNav.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import { translateOf } from '../web/views.js'
import { isSeenBy, recordWays, type RecordingDecision } from './record.js'
import type { SubmissionService } from './submissionService.js'

const words = (least: number, most: number, message: string) =>
  z.string(message).trim().min(least, message).max(most, message)

/** What was seen, of whom, when and by whom. */
const recordForm = (now: Date) =>
  z.object({
    assignmentId: words(1, 100, 'submissions.seenWork.noAssignment'),
    person: words(1, 300, 'submissions.seenWork.noPerson'),
    way: z.enum(recordWays, 'submissions.seenWork.noWay'),
    seenOn: z.iso
      .date('submissions.seenWork.noDay')
      .refine((day) => isSeenBy(day, now), 'submissions.seenWork.dayAhead'),
    seenBy: words(2, 200, 'submissions.seenWork.noWitness'),
    text: words(20, 20_000, 'submissions.seenWork.noText'),
  })

/** Under which field each reason stands. */
const fieldOf: Record<Exclude<RecordingDecision, 'record'> | 'retired' | 'unknownName', string> = {
  notHere: 'assignmentId',
  retired: 'assignmentId',
  unknownName: 'person',
  ownWork: 'person',
  nobody: 'person',
  begun: 'person',
}

/** Writing down for somebody what was seen of their work. */
export function recordRoutes(
  submissions: Pick<SubmissionService, 'recordable' | 'record'>,
  clock: Clock,
): Router {
  const router = Router()
  type InCohort = Request<{ cohortId: string }>

  router.get('/cohorts/:cohortId/records', async (req: InCohort, res) => {
    await show(req, res, [], typedValues(req.query))
  })

  router.post('/cohorts/:cohortId/records', async (req: InCohort, res) => {
    const typed = typedValues(req.body)
    const form = parseForm(recordForm(clock.now()), {
      ...typed,
      person: typed['personId'] ?? typed['personName'],
    })
    if (!form.ok) {
      await show(req, res.status(422), form.errors, form.values)
      return
    }
    const { cohortId } = req.params
    const { assignmentId, person, ...seen } = form.value
    const wish = { assignmentId, person, seen }
    const { decision, submission } = await submissions.record(requireActor(req), cohortId, wish)
    if (submission) {
      res.redirect(303, `/submissions/${submission.id}?done=recorded`)
      return
    }
    if (decision === 'record') throw new Error('a record was neither written nor refused')
    const errors = [{ field: fieldOf[decision], message: `submissions.seenWork.${decision}` }]
    await show(req, res.status(decision === 'begun' ? 409 : 422), errors, typed)
  })

  return router

  async function show(
    req: InCohort,
    res: Response,
    errors: FieldError[],
    values: Record<string, string>,
  ): Promise<void> {
    const offered = await submissions.recordable(requireActor(req), req.params.cohortId)
    res.render('submissions/record', {
      ...offered,
      // Where names are hidden, whoever writes names the person instead of choosing one.
      errors: errors.map((one) =>
        one.field === 'person' ? { ...one, field: offered.byName ? 'personName' : 'personId' } : one,
      ),
      values,
      nav: cohortNav(translateOf(res), offered, 'records'),
    })
  }
}
