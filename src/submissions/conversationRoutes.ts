import { Router, type Response } from 'express'
import { z } from 'zod'
import { newId } from '../database/ids.js'
import { Invalid } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import type { Heard } from './conversation.js'
import { showThreads } from './conversationView.js'
import { channels } from './remark.js'
import type { SubmissionService } from './submissionService.js'

const MAX_REMARK = 5_000

const remarkForm = z.object({
  channel: z.enum(channels, 'submissions.talk.unreadable'),
  about: z
    .string('submissions.talk.unreadable')
    .max(100, 'submissions.talk.unreadable')
    .optional()
    .transform((about) => about ?? null)
    .transform((about) => (about === '' ? null : about)),
  text: z
    .string('submissions.talk.empty')
    .trim()
    .min(1, 'submissions.talk.empty')
    .max(MAX_REMARK, 'submissions.talk.tooLong'),
  key: z
    .string('submissions.talk.unreadable')
    .min(8, 'submissions.talk.unreadable')
    .max(64, 'submissions.talk.unreadable'),
})

const readingForm = z.object({ open: z.enum(['yes', 'no']) })

/** The conversation that stays with a submission, and whether a coach may read it. */
export function conversationRoutes(
  submissions: Pick<SubmissionService, 'conversation' | 'say' | 'letRead'>,
): Router {
  const router = Router()

  router.get('/submissions/:id/conversation', async (req, res) => {
    show(res, await submissions.conversation(requireActor(req), req.params.id))
  })

  router.post('/submissions/:id/remarks', async (req, res) => {
    const actor = requireActor(req)
    const { id } = req.params
    const form = parseForm(remarkForm, req.body)
    const again = async (errors: FieldError[], values: Record<string, string>) => {
      show(res.status(422), await submissions.conversation(actor, id), errors, values)
    }
    if (!form.ok) {
      await again(form.errors, form.values)
      return
    }
    const decision = await submissions.say(actor, id, form.value)
    if (decision.kind === 'speak') res.redirect(303, `/submissions/${id}/conversation?done=said`)
    else {
      const { text, channel, about } = form.value
      await again([{ field: 'text', message: `submissions.talk.${decision.kind}` }], {
        text,
        channel,
        about: about ?? '',
      })
    }
  })

  router.post('/submissions/:id/reading', async (req, res) => {
    const form = parseForm(readingForm, req.body)
    if (!form.ok) throw new Invalid()
    const own = await submissions.letRead(requireActor(req), req.params.id, form.value.open === 'yes')
    res.redirect(303, `/assignments/${own.assignmentId}#coach`)
  })

  return router

  function show(
    res: Response,
    heard: Heard,
    errors: FieldError[] = [],
    values: Record<string, string> = {},
  ): void {
    const threads = showThreads(heard, viewContextOf(res), values, errors[0]?.message)
    const wrong = threads.find((thread) => thread.wrong !== '')
    res.render('submissions/conversation', {
      ...heard,
      threads,
      errors,
      shownErrors: errors.map(({ message }) => ({ message, field: wrong?.field ?? 'main' })),
      key: newId(),
      done: errors.length === 0 && res.req.query['done'] === 'said',
    })
  }
}
