import { Router } from 'express'
import { cohortNav } from '../cohorts/cohortNav.js'
import type { AssignmentStore } from '../cohorts/assignmentStore.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { PeopleNames } from '../identity/person.js'
import { requireActor } from '../identity/requestActor.js'
import { within } from '../web/patience.js'
import { translateOf } from '../web/views.js'
import type { ScoreService } from './scoreService.js'
import { ledgerLists, ledgerView } from './scoreView.js'

/** How long a facilitator waits for the LMS; a longer reading goes on without them. */
const PATIENCE_MS = 5_000

const doneWords = ['resent', 'read', 'reading', 'unread'] as const

export interface LedgerNeeds {
  scores: ScoreService
  cohorts: Pick<CohortAccess, 'standing'>
  assignments: Pick<AssignmentStore, 'list'>
  people: PeopleNames
}

/** The ledger of scores: what was sent to the LMS's gradebook, what it answered, and what somebody set there. */
export function scoreRoutes(needs: LedgerNeeds): Router {
  const { scores, cohorts } = needs
  const router = Router()

  router.get('/cohorts/:cohortId/score-posts', async (req, res) => {
    const actor = requireActor(req)
    const { cohortId } = req.params
    const posts = await scores.ledger(actor, cohortId)
    const standing = await cohorts.standing(actor, cohortId)
    const { institutionId } = standing.cohort
    const [assignments, overrides, readings, names] = await Promise.all([
      needs.assignments.list(institutionId, cohortId),
      scores.overrides(institutionId, cohortId),
      scores.readings(institutionId, cohortId),
      needs.people.names(
        institutionId,
        posts.map(({ personId }) => personId),
      ),
    ])
    const wanted = {
      list: ledgerLists.find((list) => list === req.query['show']) ?? 'all',
      page: req.query['page'],
    }
    res.render('gradebook/ledger', {
      ...standing,
      ...ledgerView(
        posts,
        wanted,
        names,
        new Map(assignments.map(({ id, title }) => [id, title])),
        overrides,
      ),
      readings,
      mayRead: standing.cohort.lineItemsUrl !== null,
      done: doneWords.find((word) => word === req.query['done']),
      nav: cohortNav(translateOf(res), standing, 'scores'),
    })
  })

  router.post('/score-posts/:postId/resend', async (req, res) => {
    const post = await scores.resend(requireActor(req), req.params.postId)
    res.redirect(303, `/cohorts/${post.cohortId}/score-posts?done=resent#post-${post.id}`)
  })

  router.post('/score-posts/:postId/confirmation', async (req, res) => {
    const post = await scores.sendAnyway(requireActor(req), req.params.postId)
    res.redirect(303, `/cohorts/${post.cohortId}/score-posts?done=resent#post-${post.id}`)
  })

  router.post('/cohorts/:cohortId/result-reading', async (req, res) => {
    const { cohortId } = req.params
    const failed = await within(PATIENCE_MS, scores.readResults(requireActor(req), cohortId))
    const done = failed === null ? 'reading' : failed > 0 ? 'unread' : 'read'
    res.redirect(303, `/cohorts/${cohortId}/score-posts?show=lms&done=${done}`)
  })

  return router
}
