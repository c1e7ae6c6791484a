import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { Refused } from '../errors/errors.js'

/** The token a form must bring back: bound to the session, so it is worthless in another browser. */
export function csrfTokenFor(key: string, sessionId: string | undefined): string {
  return createHmac('sha256', key)
    .update(sessionId ?? '')
    .digest('base64url')
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses (403 `csrf`) state-changing requests that another site caused: the browser's own word (Origin,
 * Sec-Fetch-Site) must not contradict ours, and where a session exists the form must carry its token, in the
 * body, in `X-CSRF-Token`, or for multipart forms in the `_csrf` query parameter (the body is streamed later).
 */
export function csrfProtection(key: string, publicUrl: string): RequestHandler {
  const ownOrigin = new URL(publicUrl).origin
  return (req, _res, next) => {
    if (safeMethods.has(req.method)) {
      next()
      return
    }
    const origin = req.get('origin')
    const site = req.get('sec-fetch-site')
    if (origin !== undefined && origin !== ownOrigin) throw new Refused('csrf', 403, 'foreign origin')
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      throw new Refused('csrf', 403, 'cross-site request')
    const signedIn = req.session?.personId !== undefined || req.session?.staffId !== undefined
    const told = origin !== undefined || site !== undefined
    if ((signedIn || !told) && !tokenMatches(req, key))
      throw new Refused('csrf', 403, 'token missing or wrong')
    next()
  }
}

function tokenMatches(req: Request, key: string): boolean {
  const body: unknown = req.body
  const fromBody =
    typeof body === 'object' && body !== null && '_csrf' in body
      ? (body as { _csrf: unknown })._csrf
      : undefined
  const given = fromBody ?? req.get('x-csrf-token') ?? req.query['_csrf']
  if (typeof given !== 'string') return false
  const expected = Buffer.from(csrfTokenFor(key, req.session?.id))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
