import { Router, type Response } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, typedValues, type FieldError } from '../web/forms.js'
import { translateOf } from '../web/views.js'
import { cohortNav } from './cohortNav.js'
import { columnForm, gradingForm } from './gradingForms.js'
import type { GradingService } from './gradingService.js'

type Opened = Awaited<ReturnType<GradingService['open']>>

/** Who grades an assignment, and its column in the LMS's gradebook. */
export function gradingRoutes(grading: GradingService): Router {
  const router = Router()

  function show(res: Response, opened: Opened, typed: Record<string, unknown> = {}): void {
    const { assignment, column } = opened
    const item = column?.ok ? column.value : null
    res.render('cohorts/grading', {
      ...opened,
      item,
      errors: [] as FieldError[],
      values: {
        graded: assignment.lmsGraded ? 'lms' : 'cairn',
        threshold: assignment.lmsGraded?.threshold ?? '',
        evidence: assignment.lmsGraded?.evidence ?? '',
        label: item?.label ?? '',
        scoreMaximum: item?.scoreMaximum ?? '',
        due: item?.endsAt?.toISOString().slice(0, 10) ?? '',
      },
      ...typed,
      nav: cohortNav(translateOf(res), opened, 'mapping'),
    })
  }

  router.get('/assignments/:assignmentId/grading', async (req, res) => {
    const done = ['grading', 'column'].find((word) => word === req.query['done'])
    show(res, await grading.open(requireActor(req), req.params.assignmentId), { done })
  })

  router.post('/assignments/:assignmentId/grading', async (req, res) => {
    const actor = requireActor(req)
    const { assignmentId } = req.params
    const form = parseForm(gradingForm, req.body)
    if (!form.ok) {
      const opened = await grading.open(actor, assignmentId)
      show(res.status(422), opened, { errors: form.errors, values: form.values })
      return
    }
    await grading.setGrading(actor, assignmentId, form.value)
    res.redirect(303, `/assignments/${assignmentId}/grading?done=grading`)
  })

  router.post('/assignments/:assignmentId/line-item-change', async (req, res) => {
    const actor = requireActor(req)
    const { assignmentId } = req.params
    const form = parseForm(columnForm, req.body)
    if (!form.ok) {
      const opened = await grading.open(actor, assignmentId)
      show(res.status(422), opened, { errors: form.errors, values: form.values })
      return
    }
    const changed = await grading.changeColumn(actor, assignmentId, form.value)
    if (changed.ok) res.redirect(303, `/assignments/${assignmentId}/grading?done=column`)
    else
      show(res.status(502), await grading.open(actor, assignmentId), {
        failed: changed.reason,
        values: typedValues(req.body),
      })
  })

  return router
}
