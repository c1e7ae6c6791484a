import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { slotOf } from '../catalogue/microCredential.js'
import { cohortNav } from '../cohorts/cohortNav.js'
import { NotFound } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { translateOf } from '../web/views.js'
import { offeredKinds } from './proposal.js'
import type { SubmissionService } from './submissionService.js'

const reason = z
  .string('submissions.proposal.noReason')
  .trim()
  .min(1, 'submissions.proposal.noReason')
  .max(2_000, 'submissions.proposal.tooLong')
const proposalForm = z.object({ kind: z.enum(offeredKinds, 'submissions.proposal.noKind'), reason })
const decisionForm = z.object({
  decision: z.enum(['accept', 'decline'], 'submissions.proposal.noDecision'),
  reason,
})

/** Offering other evidence than a slot asks for, and a facilitator's answer. */
export function proposalRoutes(
  submissions: Pick<
    SubmissionService,
    'workOfSubmission' | 'propose' | 'proposals' | 'decideProposal' | 'cohortOfProposal'
  >,
): Router {
  const router = Router()
  type Slot = Request<{ id: string; slotId: string }>

  router.get('/submissions/:id/artefacts/:slotId/proposals', async (req: Slot, res) => {
    await showForm(req, res)
  })

  router.post('/submissions/:id/artefacts/:slotId/proposals', async (req: Slot, res) => {
    const form = parseForm(proposalForm, req.body)
    if (!form.ok) {
      await showForm(req, res.status(422), form.errors, form.values)
      return
    }
    const { id, slotId } = req.params
    const decision = await submissions.propose(requireActor(req), id, slotId, form.value)
    if (decision === 'propose') {
      const { assignment } = await submissions.workOfSubmission(requireActor(req), id)
      res.redirect(303, `/assignments/${assignment.id}?done=proposed#slot-${slotId}`)
    } else {
      const errors = [{ field: 'kind', message: `submissions.proposal.${decision}` }]
      await showForm(req, res.status(422), errors, form.value)
    }
  })

  router.get('/cohorts/:cohortId/proposals', async (req: Request<{ cohortId: string }>, res) => {
    await showList(req, res, req.params.cohortId)
  })

  router.post(
    '/submissions/:id/proposals/:proposalId/decision',
    async (req: Request<{ id: string; proposalId: string }>, res) => {
      const actor = requireActor(req)
      const { id, proposalId } = req.params
      const form = parseForm(decisionForm, req.body)
      if (form.ok) {
        const { decision, reason } = form.value
        const cohortId = await submissions.decideProposal(actor, id, proposalId, {
          accepted: decision === 'accept',
          reason,
        })
        res.redirect(303, `/cohorts/${cohortId}/proposals?done=decided`)
        return
      }
      const cohortId = await submissions.cohortOfProposal(actor, id)
      await showList(req, res.status(422), cohortId, form.errors, { ...form.values, proposalId })
    },
  )

  return router

  async function showForm(
    req: Slot,
    res: Response,
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ) {
    const work = await submissions.workOfSubmission(requireActor(req), req.params.id)
    const slot = slotOf(work.microCredential, req.params.slotId)
    if (!slot) throw new NotFound('no such slot')
    const kinds = offeredKinds.filter((kind) => kind !== slot.kind)
    res.render('submissions/proposal', { ...work, slot, kinds, errors, values })
  }

  async function showList(
    req: Request,
    res: Response,
    cohortId: string,
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ) {
    const listed = await submissions.proposals(requireActor(req), cohortId)
    const done = errors.length === 0 && req.query['done'] === 'decided'
    res.render('submissions/proposals', {
      ...listed,
      errors,
      values,
      done,
      nav: cohortNav(translateOf(res), listed),
    })
  }
}
