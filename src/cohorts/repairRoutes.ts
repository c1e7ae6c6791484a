import { Router, type Response } from 'express'
import { requireActor } from '../identity/requestActor.js'
import { translateOf } from '../web/views.js'
import { cohortNav } from './cohortNav.js'
import { failureCode } from './mappingRoutes.js'
import type { RepairService } from './repairService.js'

const doneWords = [
  'mapped',
  'removed',
  'opened',
  'gone',
  'column_found',
  'column_created',
  'column_known',
  'released',
  'put_away',
  'taken_over',
] as const

/** The repair page of a course, and the cures that are its own; the others are those of the mapping page. */
export function repairRoutes(repairs: RepairService): Router {
  const router = Router()

  router.get('/cohorts/:cohortId/repairs', async (req, res) => {
    const overview = await repairs.overview(requireActor(req), req.params.cohortId)
    const done = doneWords.find((word) => word === req.query['done'])
    const failed = failureCode(req.query['failed'])
    const nav = cohortNav(translateOf(res), overview, 'mapping')
    res.render('cohorts/repairs', { ...overview, done, failed, nav })
  })

  router.post('/cohorts/:cohortId/reconciliation', async (req, res) => {
    await repairs.reconcile(requireActor(req), req.params.cohortId)
    back(res, req.params.cohortId, 'done=taken_over')
  })

  router.post('/assignments/:assignmentId/column-choice', async (req, res) => {
    const actor = requireActor(req)
    const { cohortId, failed } = await repairs.releaseExtras(actor, req.params.assignmentId)
    back(res, cohortId, failed === null ? 'done=released' : `failed=${encodeURIComponent(failed)}`)
  })

  router.post('/assignments/:assignmentId/withdrawal', async (req, res) => {
    const { cohortId } = await repairs.putAway(requireActor(req), req.params.assignmentId)
    back(res, cohortId, 'done=put_away')
  })

  return router
}

function back(res: Response, cohortId: string, word: string): void {
  res.redirect(303, `/cohorts/${cohortId}/repairs?${word}`)
}
