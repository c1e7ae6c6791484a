import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'

/**
 * What ties a login to the browser that began it: a secret in a cookie of its own per login, so that launches in several frames at once do not disturb each
 * other. Without it an attacker could finish his own login in somebody else's browser (Security §5.1.1.4).
 *
 * `__Host-` asks for Secure, Path=/ and no Domain; browsers accept that on https and on http://localhost. SameSite=None because the platform posts back from
 * another site; Partitioned (CHIPS) because in a frame unpartitioned third-party cookies are blocked (observed: Chromium 156, Safari).
 */
const prefix = '__Host-cairn_login_'
export const loginLifetimeMs = 600_000

const attributes = { httpOnly: true, secure: true, sameSite: 'none', partitioned: true, path: '/' } as const

export const newSecret = (): string => randomBytes(32).toString('base64url')

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const nameFor = (state: string) => prefix + hashOf(state).slice(0, 12)

export function bindBrowser(res: Response, state: string, secret: string): void {
  res.cookie(nameFor(state), secret, { ...attributes, maxAge: loginLifetimeMs })
}

export function releaseBrowser(res: Response, state: string): void {
  res.clearCookie(nameFor(state), attributes)
}

/** The secret this browser kept for the login, or undefined. */
export function browserSecret(req: Request, state: string): string | undefined {
  const name = `${nameFor(state)}=`
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length)
}

/** Has this browser brought any cookie of ours that needs no more than the login's does? Then it keeps them where it is now. */
export function hasOwnCookie(req: Request): boolean {
  return /(?:^|; ?)__Host-cairn/.test(req.headers.cookie ?? '')
}

/** Is this the secret behind the hash? Takes the same time for every wrong answer. */
export function matchesHash(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash))
}
