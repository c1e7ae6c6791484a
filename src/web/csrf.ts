import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { Refused } from '../errors/errors.js'

const SECRET_BYTES = 32

/**
 * The token a form must bring back: bound to the session, so it is worthless in another browser. Each answer
 * hides it under a mask of its own, because pages are compressed and a secret that stays the same in them could
 * be guessed from their sizes (BREACH). base64url of mask and masked secret.
 */
export function csrfTokenFor(key: string, sessionId: string | undefined): string {
  const mask = randomBytes(SECRET_BYTES)
  return Buffer.concat([mask, exclusiveOr(mask, secretOf(key, sessionId))]).toString('base64url')
}

const secretOf = (key: string, sessionId: string | undefined): Buffer =>
  createHmac('sha256', key)
    .update(sessionId ?? '')
    .digest()

const exclusiveOr = (one: Buffer, other: Buffer): Buffer =>
  Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))

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
  const bytes = Buffer.from(given, 'base64url')
  if (bytes.length !== 2 * SECRET_BYTES) return false
  const unmasked = exclusiveOr(bytes.subarray(0, SECRET_BYTES), bytes.subarray(SECRET_BYTES))
  return timingSafeEqual(unmasked, secretOf(key, req.session?.id))
}
