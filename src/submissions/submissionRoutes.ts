import { Router, type Request, type RequestHandler, type Response } from 'express'
import { cohortNav } from '../cohorts/cohortNav.js'
import { isStaffRole } from '../cohorts/cohort.js'
import type { Actor } from '../audit/actor.js'
import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import { requireActor } from '../identity/requestActor.js'
import type { FieldError } from '../web/forms.js'
import type { Texts } from '../web/locale.js'
import { viewContextOf } from '../web/views.js'
import { conversationRoutes } from './conversationRoutes.js'
import { showAssignment } from './assignmentView.js'
import { fileError, readEvidenceForm } from './evidenceForm.js'
import { evidenceRoutes } from './evidenceRoutes.js'
import { showEvidence } from './evidenceView.js'
import { showAttempts } from './feedbackView.js'
import { showDraft } from './draftView.js'
import { showHome } from './homeView.js'
import type { SavedDraft } from './drafts.js'
import { currentAttempt } from './submission.js'
import { ownFileRoutes } from './ownFileRoutes.js'
import { permissionRoutes } from './permissionRoutes.js'
import { jointRoutes } from './jointRoutes.js'
import { proposalRoutes } from './proposalRoutes.js'
import { dispensationRoutes } from './prerequisites/dispensationRoutes.js'
import { recordRoutes } from './recordRoutes.js'
import { showProblem } from './slotView.js'
import type { SubmissionService } from './submissionService.js'
import type { Work } from './work.js'

/** Draws a stack of stones as SVG markup of our own making, the same for the same key; `filled` of them are earned. */
export type DrawProgress = (progress: { stones: number; filled: number; key?: string }) => string

export interface SubmissionRouteDeps {
  submissions: SubmissionService
  drawProgress: DrawProgress
  /** What somebody is invited to learn to assess, because they have earned it; answered by the assessment room, which comes later. */
  invitedToAssess(actor: Actor): Promise<{ title: Texts }[]>
  clock: Clock
}

/**
 * The educator's pages and, for staff, everybody's work on an assignment. `/assignments/:id` is passed on while
 * the assignment has no mapping, `/cohorts/:id` unless the person is an educator there and nothing more.
 */
export function submissionRoutes(deps: SubmissionRouteDeps): Router {
  const { submissions, drawProgress, clock } = deps
  const router = Router()

  router.get('/cohorts/:cohortId', async (req, res, next) => {
    const home = await submissions.home(requireActor(req), req.params.cohortId)
    const { roles } = home.enrolment
    if (isStaffRole(roles) || !roles.includes('educator')) {
      next()
      return
    }
    const shown = showHome(home.works, clock.now())
    const nudges = await submissions.nudges(requireActor(req), req.params.cohortId)
    const invited = shown.earned.length > 0 ? await deps.invitedToAssess(requireActor(req)) : []
    const progress = { stones: shown.lines.length, filled: shown.earned.length }
    res.render('submissions/home', {
      ...home,
      ...shown,
      nudges,
      invited,
      now: clock.now(),
      stones: drawProgress(progress),
    })
  })

  router.get('/assignments/:assignmentId', async (req, res, next) => {
    const actor = requireActor(req)
    const place = await submissions.place(actor, req.params.assignmentId)
    if (!place.assignment.microCredentialId) {
      next()
      return
    }
    if (isStaffRole(place.enrolment.roles) && req.query['view'] !== 'educator') {
      const overview = await submissions.overview(actor, req.params.assignmentId)
      res.render('submissions/overview', {
        ...overview,
        now: clock.now(),
        nav: cohortNav(translate(res), place),
      })
      return
    }
    showWork(res, await submissions.work(actor, req.params.assignmentId), {
      done: doneWord(req),
      jointSaid: jointWord(req),
    })
  })

  router.get('/assignments/:assignmentId/shared', async (req, res) => {
    const shared = await submissions.sharedInCohort(requireActor(req), req.params.assignmentId)
    const view = viewContextOf(res)
    res.render('submissions/shared', {
      ...shared,
      pieces: shared.pieces.map(({ called, slot, submission, piece }) => ({
        called,
        shown: showEvidence(slot, submission, piece, view),
      })),
    })
  })

  router.post('/assignments/:assignmentId/submissions', async (req, res) => {
    const { assignmentId } = await submissions.start(requireActor(req), req.params.assignmentId)
    res.redirect(303, `/assignments/${assignmentId}#evidence`)
  })

  router.get('/submissions/:id', async (req, res) => {
    const actor = requireActor(req)
    const work = await submissions.workForReader(actor, req.params.id)
    if (work.submission.personId === actor.personId) {
      res.redirect(303, `/assignments/${work.assignment.id}`)
      return
    }
    const view = viewContextOf(res)
    res.render('submissions/sequence', {
      ...work,
      attempts: showAttempts(work.submission, work.microCredential, work.results, view, work.fellows),
      attempt: currentAttempt(work.submission),
      waiting:
        work.mayAssess &&
        currentAttempt(work.submission).recorded?.by !== actor.personId &&
        (work.state === 'submitted' || work.state === 'beingAssessed'),
      mayMakeSample:
        work.enrolment.roles.includes('facilitator') &&
        work.results.some(({ finalisedAt }) => finalisedAt !== null),
      recordedNow: req.query['done'] === 'recorded',
      draft: work.part.coach ? showDraft(work, view) : [],
      nav: cohortNav(view.t, work),
    })
  })

  const takePage: RequestHandler<{ id: string }> = async (req, res) => {
    const saved = await savePage(req)
    const wantsJson = req.accepts(['html', 'json']) === 'json'
    if (wantsJson) answerAutosave(res, saved)
    else if (!saved.open) res.redirect(303, `/submissions/${req.params.id}/receipt`)
    else if (saved.errors.length > 0 || saved.setAside.length > 0) await showAgain(req, res, saved)
    else res.redirect(303, `/assignments/${saved.submission.assignmentId}?done=saved#evidence`)
  }
  router.post('/submissions/:id/drafts', takePage)

  router.post('/submissions/:id/sending', async (req, res) => {
    const saved = await savePage(req)
    if (saved.open && (saved.errors.length > 0 || saved.setAside.length > 0)) {
      await showAgain(req, res, saved)
      return
    }
    const decision = await submissions.send(requireActor(req), req.params.id)
    if (decision.kind !== 'missing') {
      res.redirect(303, `/submissions/${req.params.id}/receipt`)
      return
    }
    const work = await submissions.workOfSubmission(requireActor(req), req.params.id)
    const view = viewContextOf(res)
    const errors = decision.problems.map((problem) => showProblem(problem, work, view))
    showWork(res.status(422), work, { errors })
  })

  router.get('/submissions/:id/receipt', async (req, res) => {
    const work = await submissions.workOfSubmission(requireActor(req), req.params.id)
    const [latest] = showAttempts(
      work.submission,
      work.microCredential,
      work.results,
      viewContextOf(res),
      work.fellows,
    )
    if (!latest || latest.back) {
      res.redirect(303, `/assignments/${work.assignment.id}`)
      return
    }
    res.render('submissions/receipt', { ...work, latest })
  })

  router.post('/submissions/:id/artefacts/:slotId/removal', async (req, res) => {
    const { submission, open } = await savePage(req)
    if (open) await submissions.removeFile(requireActor(req), req.params.id, req.params.slotId)
    res.redirect(303, `/assignments/${submission.assignmentId}?done=removed#slot-${req.params.slotId}`)
  })

  router.use(conversationRoutes(submissions), proposalRoutes(submissions), jointRoutes(submissions))
  router.use(recordRoutes(submissions, clock), dispensationRoutes(submissions))
  router.use(
    permissionRoutes({ submissions, clock }),
    evidenceRoutes(submissions),
    ownFileRoutes(submissions),
  )
  return router

  /** Saves everything a posted page carries: what was typed, then the files it brought. */
  async function savePage(req: Request<{ id: string }>): Promise<SavedPage> {
    const actor = requireActor(req)
    const { microCredential } = await submissions.asked(actor, req.params.id)
    const { draft, uploads, errors, values } = await readEvidenceForm(req, microCredential, submissions)
    const saved = await submissions.saveDraft(actor, req.params.id, draft)
    for (const upload of uploads) {
      if (!saved.open) await submissions.letGo(upload)
      const attached = saved.open ? await submissions.attach(actor, req.params.id, upload, draft.tab) : null
      if (attached?.ok === false) errors.push(fileError(upload.slotId, attached.code))
    }
    return { ...saved, errors, values }
  }

  async function showAgain(req: Request<{ id: string }>, res: Response, saved: SavedPage): Promise<void> {
    const work = await submissions.workOfSubmission(requireActor(req), req.params.id)
    const status = saved.errors.length > 0 ? 422 : 409
    const values = saved.errors.length > 0 ? saved.values : {}
    showWork(res.status(status), work, { errors: saved.errors, values, setAside: saved.setAside.length > 0 })
  }

  function answerAutosave(res: Response, saved: SavedPage): void {
    const { t } = viewContextOf(res)
    if (!saved.open) {
      res.status(409).json({ error: 'already_sent', notice: t('submissions.draft.alreadySent') })
      return
    }
    const errors = saved.errors.map(({ field, message }) => ({ field, message: t(message) }))
    const notice = saved.setAside.length > 0 ? t('submissions.draft.setAside') : errors[0]?.message
    res.json({ savedAt: saved.submission.updatedAt.toISOString(), notice, errors })
  }

  function showWork(
    res: Response,
    work: Work,
    {
      values = {},
      ...more
    }: {
      values?: Record<string, string>
      errors?: FieldError[]
      done?: string | undefined
      jointSaid?: string | undefined
      setAside?: boolean
    },
  ): void {
    const wrongFields = (more.errors ?? []).map(({ field }) => field)
    const shown = showAssignment(work, viewContextOf(res), clock.now(), values, wrongFields)
    const { key } = work.microCredential
    const stones = drawProgress({ stones: shown.total, filled: shown.met, key })
    res.render('submissions/assignment', {
      errors: [],
      ...shown,
      ...more,
      stones,
      tab: newId(),
      now: clock.now(),
    })
  }
}

interface SavedPage extends SavedDraft {
  errors: FieldError[]
  values: Record<string, string>
}

const translate = (res: Response) => viewContextOf(res).t

/** What the address says was just done; only words the locale files know are shown. */
function doneWord(req: Request): string | undefined {
  const word = req.query['done']
  return ['saved', 'removed', 'proposed'].find((known) => known === word)
}

/** What became of an invitation that was just answered, where there is something to say. */
function jointWord(req: Request): string | undefined {
  const word = req.query['joint']
  const words = ['accept', 'declined', 'parted', 'over', 'sent', 'differs', 'closed', 'notEmpty', 'another']
  return words.find((known) => known === word)
}
