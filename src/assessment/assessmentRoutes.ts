import { Router, type Request, type Response } from 'express'
import type { Clock } from '../clock/clock.js'
import { cohortNav } from '../cohorts/cohortNav.js'
import { requireActor } from '../identity/requestActor.js'
import { isPlayed } from '../submissions/fileKind.js'
import { artefactAt } from '../submissions/submission.js'
import type { FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { openCriteria, type Judgement } from './assessment.js'
import type { AssessmentService, OpenedAssessment } from './assessmentService.js'
import { showAssessment, showJudgements } from './assessmentView.js'
import { decideFinalising } from './finalising.js'
import { lostBy } from './holding/claim.js'
import { problemErrors, readJudgements } from './judgementForm.js'
import { decideMoments, readMoments, type Moment, type TypedMoment } from './moment.js'
import { showCompleteness, showWentBack } from './completing/backView.js'
import { promiseTone } from './overdue/dueGroups.js'
import { queueFilters } from './queueStore.js'
import { askedPage, showQueue } from './queueView.js'
import type { SnippetDesk } from './snippets/snippetDesk.js'
import { addressOf, readNews } from './snippets/snippetPress.js'
import { showAsItStands, showOffered } from './snippets/snippetView.js'

type ById = Request<{ id: string }>

/** The assessor's pages: what waits, one assessment, and the one question before it is final. */
export function assessmentRoutes(deps: {
  assessments: AssessmentService
  snippets: SnippetDesk
  clock: Clock
}): Router {
  const { assessments, snippets, clock } = deps
  const router = Router()

  router.get('/cohorts/:cohortId/queue', async (req, res) => {
    const actor = requireActor(req)
    const filter = queueFilters.find((name) => name === req.query['show']) ?? 'all'
    const queue = await assessments.queue(actor, req.params.cohortId, filter, askedPage(req.query['page']))
    res.render('assessment/queue', {
      cohort: queue.cohort,
      ...showQueue(queue, actor.personId, filter, clock.now()),
      filter,
      returned: req.query['done'] === 'returned',
      nav: cohortNav(viewContextOf(res).t, queue, 'queue'),
    })
  })

  router.post('/submissions/:id/assessments', async (req, res) => {
    const { id } = await assessments.begin(requireActor(req), req.params.id)
    res.redirect(303, `/assessments/${id}`)
  })

  router.get('/assessments/:id', async (req, res) => {
    const opened = await assessments.open(requireActor(req), req.params.id)
    if (opened.assessment.finalised) await showFinalised(res, opened)
    else if (opened.assessment.wentBack) await showBack(res, opened)
    else if (opened.lost) await showLost(res, opened, draftOf(req, opened))
    else await showForm(req, res, opened, draftOf(req, opened))
  })

  router.post('/assessments/:id/drafts', async (req, res) => {
    const { opened, typed, errors } = await posted(req)
    const { judgements, moments } = typed
    const actor = requireActor(req)
    const pressed = await snippets.press(actor, opened.microCredential, req.body, judgements)
    const written = pressed?.judgements ?? judgements
    const saved = await assessments.saveDraft(actor, req.params.id, written, moments)
    const wantsJson = req.accepts(['html', 'json']) === 'json'
    const next: unknown = Reflect.get(Object(req.body), 'next')
    if (wantsJson) res.status(saved ? 200 : 409).json({ savedAt: clock.now().toISOString() })
    else if (!saved) await showTooLate(req, res, opened, typed)
    else if (errors.length > 0) await showForm(req, res.status(422), opened, typed, errors)
    else if (pressed) res.redirect(303, `/assessments/${req.params.id}${addressOf(pressed)}`)
    else if (next === 'finalisation' || next === 'sending-back')
      res.redirect(303, `/assessments/${req.params.id}/${next}`)
    else res.redirect(303, `/assessments/${req.params.id}?done=saved`)
  })

  router.get('/assessments/:id/finalisation', async (req, res) => {
    const opened = await assessments.open(requireActor(req), req.params.id)
    const typed = draftOf(req, opened)
    const { judgements } = typed
    const { errors } = decideMoments(typed.moments)
    const decision = decideFinalising(opened.assessment, opened.microCredential, judgements)
    if (opened.assessment.wentBack) await showBack(res, opened)
    else if (decision.kind === 'alreadyFinalised') await showFinalised(res, opened)
    else if (opened.lost) await showLost(res, opened, typed)
    else if (decision.kind === 'incomplete' || errors.length > 0)
      await showForm(req, res.status(422), opened, typed, [
        ...(decision.kind === 'incomplete' ? problemErrors(decision.problems) : []),
        ...errors,
      ])
    else {
      const view = viewContextOf(res)
      const { microCredential } = opened
      const offered = await snippets.offered(requireActor(req), microCredential)
      res.render('assessment/finalisation', {
        ...showAssessment(opened, judgements, [], view, typed.moments),
        ...(await people(opened)),
        decision,
        asTheyStand: showAsItStands(offered, microCredential.rubric, judgements, view),
        judgements: showJudgements(shownIn(opened), decision.judgements, view),
      })
    }
  })

  router.post('/assessments/:id/finalisation', async (req, res) => {
    const { opened, typed, moments, errors } = await posted(req)
    const { judgements } = typed
    if (opened.lost) {
      await showLost(res.status(409), opened, typed)
      return
    }
    if (errors.length > 0) {
      await showForm(req, res.status(422), opened, typed, errors)
      return
    }
    const decision = await assessments.finalise(requireActor(req), req.params.id, judgements, moments)
    if (decision.kind === 'incomplete')
      await showForm(req, res.status(422), opened, typed, problemErrors(decision.problems))
    else if (decision.kind === 'finalise') res.redirect(303, `/assessments/${req.params.id}?done=finalised`)
    else if (await isOwnSecondClick(req)) res.redirect(303, `/assessments/${req.params.id}?done=finalised`)
    else await showTooLate(req, res, opened, typed)
  })

  router.post('/assessments/:id/return', async (req, res) => {
    const { round, from } = await assessments.giveBack(requireActor(req), req.params.id)
    const list = from === 'pool' ? '/assess' : `/cohorts/${round.cohortId}/queue`
    res.redirect(303, `${list}?done=returned`)
  })

  return router

  /** The opened assessment with what the request says of it; a form without judgements means the saved draft. */
  async function posted(
    req: ById,
  ): Promise<{ opened: OpenedAssessment; typed: Typed; moments: Moment[]; errors: FieldError[] }> {
    const opened = await assessments.open(requireActor(req), req.params.id)
    const criteria = openCriteria(opened.assessment, opened.microCredential)
    const { judgements, errors } = readJudgements(criteria, req.body)
    if (!judgements) {
      const typed = draftOf(req, opened)
      return { opened, typed, moments: decideMoments(typed.moments).moments, errors }
    }
    const typed = { judgements, moments: readMoments(playedIn(opened), req.body) }
    const decided = decideMoments(typed.moments)
    return { opened, typed, moments: decided.moments, errors: [...errors, ...decided.errors] }
  }

  /** A double click on "finalise" is not a race with somebody else. */
  async function isOwnSecondClick(req: ById): Promise<boolean> {
    const { assessment } = await assessments.open(requireActor(req), req.params.id)
    return assessment.finalised?.by === requireActor(req).personId
  }

  async function people({ submission, assessment, called }: OpenedAssessment) {
    const recorder = submission.attempts.find(({ number }) => number === assessment.attempt)?.recorded?.by
    const { claimed, finalised, wentBack } = assessment
    const others = [claimed?.by, finalised?.by, wentBack?.by, recorder].filter((id) => id !== undefined)
    const names = await assessments.names(submission.institutionId, others)
    const named = (id: string | undefined) => (id === undefined ? null : (names.get(id) ?? null))
    return {
      called,
      claimedBy: named(claimed?.by),
      finalisedBy: named(finalised?.by),
      sentBackBy: named(wentBack?.by),
      recordedBy: named(recorder),
    }
  }

  async function showForm(
    req: ById,
    res: Response,
    opened: OpenedAssessment,
    { judgements, moments }: Typed,
    errors: FieldError[] = [],
  ): Promise<void> {
    const actor = requireActor(req)
    const { personId } = actor
    const view = viewContextOf(res)
    const { microCredential } = opened
    const shown = showAssessment(opened, judgements, errors, view, moments)
    const offered = await snippets.offered(actor, microCredential)
    res.render('assessment/assess', {
      ...shown,
      ...showCompleteness(opened, view),
      snippets: showOffered(offered, microCredential.rubric, judgements, view, readNews(req.query)),
      ...(await people(opened)),
      tone: promiseTone(shown.attempt?.submitted?.promisedBy ?? null, clock.now()),
      withOther: opened.assessment.claimed !== null && opened.assessment.claimed.by !== personId,
      inHand: opened.assessment.claimed?.by === personId,
      had: lostBy(opened.assessment, personId),
      savedAt: opened.assessment.drafts[personId]?.savedAt ?? null,
      done: req.query['done'] === 'saved' ? 'saved' : undefined,
    })
  }

  async function showBack(res: Response, opened: OpenedAssessment): Promise<void> {
    res.render('assessment/wentBack', {
      ...showWentBack(opened, viewContextOf(res)),
      ...(await people(opened)),
      done: res.req.query['done'] === 'sent-back',
    })
  }

  async function showFinalised(res: Response, opened: OpenedAssessment): Promise<void> {
    const view = viewContextOf(res)
    const judgements = opened.readable ? (opened.assessment.finalised?.judgements ?? []) : []
    res.render('assessment/finalised', {
      ...showAssessment(opened, judgements, [], view),
      ...(await people(opened)),
      judgements: showJudgements(shownIn(opened), judgements, view),
      done: res.req.query['done'] === 'finalised',
      released: opened.result !== null,
      readable: opened.readable,
      history: opened.history,
      mayCorrect: opened.mayCorrect,
      promisedBy: opened.submission.promisedBy,
    })
  }

  /** Another of the pool has it now: what they wrote is shown, and kept. */
  async function showLost(res: Response, opened: OpenedAssessment, typed: Typed): Promise<void> {
    res.render('assessment/lost', {
      ...showAssessment(opened, typed.judgements, [], viewContextOf(res), typed.moments),
      ...(await people(opened)),
      lost: opened.lost,
    })
  }

  async function showTooLate(
    req: ById,
    res: Response,
    opened: OpenedAssessment,
    typed: Typed,
  ): Promise<void> {
    const view = viewContextOf(res)
    res.status(409).render('assessment/tooLate', {
      ...showAssessment(opened, typed.judgements, [], view, typed.moments),
      ...(await people(opened)),
      id: req.params.id,
      wentBack: Boolean(opened.assessment.wentBack),
    })
  }
}

const shownIn = ({ microCredential, earlier, assessment: { carried } }: OpenedAssessment) => ({
  microCredential,
  earlier,
  carried,
})

/** What an assessor has written so far. */
interface Typed {
  judgements: Judgement[]
  moments: TypedMoment[]
}

/** What the actor has saved. */
function draftOf(req: Request, { assessment }: OpenedAssessment): Typed {
  const { judgements = [], moments = [] } = assessment.drafts[requireActor(req).personId] ?? {}
  return { judgements, moments }
}

/** The sounds and films of the attempt that is judged. */
const playedIn = ({ microCredential, submission, assessment }: OpenedAssessment): string[] =>
  microCredential.slots.flatMap(({ id }) => {
    const file = artefactAt(submission, id, assessment.attempt)?.file
    return file && isPlayed(file.type) ? [file.artefactId] : []
  })
