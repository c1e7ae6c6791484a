import express, { Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { z } from 'zod'
import { Refused } from '../errors/errors.js'
import type { Logger } from '../web/log.js'
import type { NoticeInbox } from './noticeInbox.js'
import type { Notice } from './notice.js'
import type { createNoticeVerifier } from './noticeVerifier.js'
import { refused } from './refusals.js'

/** A platform may send notices in batches (Platform Notification Service §4.2); one rarely has more than 2 KB. */
const readBody = express.json({ limit: '512kb', type: ['application/json', 'application/*+json'] })
const batch = z.object({
  notices: z
    .array(z.object({ jwt: z.string().max(32_768) }))
    .min(1)
    .max(100),
})

/** Many courses are copied within the hour when a term begins, all of them from a few addresses of one LMS. */
const perMinute = 300

/**
 * `POST /notices`: where platforms tell what happened while nobody was here. No cookie, no session, no CSRF token: each notice proves
 * itself by its signature. Answers 204 when all of a batch were taken. One that is not genuine has the whole batch refused, with
 * nothing written: honest platforms send no such batches. A batch of which every notice came before is 409.
 */
export function noticeRoutes(parts: {
  verify: ReturnType<typeof createNoticeVerifier>
  inbox: NoticeInbox
  logger: Logger
}): Router {
  const { verify, inbox, logger } = parts
  const router = Router()
  const limited = rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw new Refused('too_many', 429)
    },
  })

  router.post('/notices', limited, readBody, async (req, res) => {
    const sent = batch.safeParse(req.body)
    if (!sent.success) throw refused('lti.request-malformed')
    const notices: Notice[] = []
    for (const { jwt } of sent.data.notices) {
      const outcome = await verify(jwt)
      if (!outcome.ok) throw refused(outcome.code, outcome.detail)
      notices.push(outcome.notice)
    }
    const fresh = await inbox.take(notices)
    if (fresh === 0) throw refused('lti.notice-used')
    const [{ registrationId, type } = { registrationId: '', type: '' }] = notices
    logger.info({ code: 'lti.noticed', registrationId, type, count: fresh }, 'notices')
    res.set('Cache-Control', 'no-store').sendStatus(204)
  })
  return router
}
