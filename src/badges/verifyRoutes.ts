import express, { Router, type Request, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Refused } from '../errors/errors.js'
import { viewContextOf } from '../web/views.js'
import type { Badges } from './badges.js'
import { readAsked } from './verifyUpload.js'
import { verdictShown } from './verifyView.js'

/** Checking somebody else's badge may cost us several requests to strangers: more than this a minute is a machine. */
const perMinute = 30

/** The page sends multipart; whoever sends a plain form is heard too. */
const readForm = express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 20 })

/**
 * `GET /verify` (with `?url=`: checks it at once, for links and QR codes) and `POST /verify` (file, pasted text or address). No account,
 * no cookie, nothing kept. Mount it before the CSRF guard: there is no session a forged request could abuse.
 */
export function verifyRoutes({ verify }: Pick<Badges, 'verify'>): Router {
  const router = Router()
  const limited = rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: true,
    legacyHeaders: false,
    skip: (req) => req.method === 'GET' && typeof req.query['url'] !== 'string',
    handler: () => {
      throw new Refused('too_many', 429)
    },
  })

  router.get('/verify', limited, async (req, res) => {
    const url = typeof req.query['url'] === 'string' ? req.query['url'].trim() : ''
    if (url === '') {
      res.render('badges/verify', { values: {}, errors: [] })
      return
    }
    await answer(req, res, { url, text: '', recipient: '' }, Buffer.from(url))
  })

  router.post('/verify', limited, readForm, async (req, res) => {
    const asked = await readAsked(req)
    const given = asked.file ?? Buffer.from(asked.text || asked.url)
    if (given.length === 0) {
      const errors = [{ field: 'badge', message: 'verify.nothingGiven' }]
      res.status(422).render('badges/verify', { values: asked, errors })
      return
    }
    await answer(req, res, asked, given)
  })

  async function answer(
    req: Request,
    res: Response,
    asked: { url: string; text: string; recipient: string },
    given: Buffer,
  ): Promise<void> {
    const verdict = await verify(given, asked.recipient || undefined)
    res.set('Cache-Control', 'no-store')
    if (req.accepts(['html', 'json']) === 'json') {
      res.json(verdict)
      return
    }
    res.render('badges/verify', {
      values: { url: asked.url, recipient: asked.recipient },
      errors: [],
      verdict: verdictShown(verdict, viewContextOf(res)),
    })
  }

  return router
}
