import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { SubmissionService } from './submissionService.js'

/** How many people are offered at once; the rest is found by name. */
const OFFERED = 30

const chosen = z
  .union([z.string(), z.array(z.string())], 'submissions.joint.problem.nobody')
  .transform((ids) => [...new Set([ids].flat())])
const invitationForm = z.object({ person: chosen })

/** Working on one piece together: whom to ask, and their answers. */
export function jointRoutes(
  submissions: Pick<
    SubmissionService,
    'workOfSubmission' | 'partners' | 'invite' | 'answerInvitation' | 'endSharing'
  >,
): Router {
  const router = Router()
  type Slot = Request<{ id: string; slotId: string }>

  router.get('/submissions/:id/artefacts/:slotId/partners', async (req: Slot, res) => {
    await show(req, res)
  })

  router.post('/submissions/:id/artefacts/:slotId/partners', async (req: Slot, res) => {
    const { id, slotId } = req.params
    const form = parseForm(invitationForm, req.body)
    const decision = form.ok
      ? await submissions.invite(requireActor(req), id, slotId, form.value.person)
      : 'nobody'
    if (decision === 'invite') {
      res.redirect(303, `/submissions/${id}/artefacts/${slotId}/partners?done=invited`)
      return
    }
    const errors = [{ field: 'person', message: `submissions.joint.problem.${decision}` }]
    await show(req, res.status(422), errors, form.ok ? form.value.person : [])
  })

  const answer =
    (accept: boolean) =>
    async (req: Request<{ id: string }>, res: Response): Promise<void> => {
      const { id } = req.params
      const { assignmentId, slotId, decision } = await submissions.answerInvitation(
        requireActor(req),
        id,
        accept,
      )
      const place = decision === 'accept' ? `#slot-${slotId}` : ''
      res.redirect(303, `/assignments/${assignmentId}?joint=${decision}${place}`)
    }
  router.post('/invitations/:id/acceptance', answer(true))
  router.post('/invitations/:id/refusal', answer(false))

  router.post('/invitations/:id/ending', async (req: Request<{ id: string }>, res) => {
    const ended = await submissions.endSharing(requireActor(req), req.params.id)
    res.redirect(303, `/assignments/${ended.assignmentId}?joint=parted#slot-${ended.slotId}`)
  })

  return router

  async function show(req: Slot, res: Response, errors: FieldError[] = [], values: string[] = []) {
    const { id, slotId } = req.params
    const work = await submissions.workOfSubmission(requireActor(req), id)
    const { candidates, ...partners } = await submissions.partners(requireActor(req), id, slotId)
    const named = typeof req.query['name'] === 'string' ? req.query['name'].trim().slice(0, 100) : ''
    const found = candidates
      .filter(({ name }) => name.toLowerCase().includes(named.toLowerCase()))
      .sort((a, b) => a.name.localeCompare(b.name))
    res.render('submissions/partners', {
      ...work,
      ...partners,
      ...{ errors, values, named },
      candidates: found.slice(0, OFFERED),
      more: found.length > OFFERED,
      searchable: candidates.length > OFFERED,
      done: req.query['done'] === 'invited' && errors.length === 0,
    })
  }
}
