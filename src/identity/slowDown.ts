import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Refused } from '../errors/errors.js'

const WINDOW_MS = 15 * 60_000
const MOST_FAILED = 30

/** Refuses (429 `too_many_tries`) an address that was wrong thirty times within a quarter of an hour; right tries do not count. */
export function slowDown(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_FAILED,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => {
      next(new Refused('too_many_tries', 429))
    },
  })
}
