import type { Request, RequestHandler, Response } from 'express'
import session from 'express-session'
import { deriveKey } from '../secrets/secretBox.js'

declare module 'express-session' {
  /** Ids only: whatever else a page needs is read afresh, so that a changed role counts at once. */
  interface SessionData {
    personId: string
    institutionId: string
    registrationId: string
    staffId: string
    /** Somebody who is `personId` by e-mail and password, without an LMS. */
    guestId: string
    /** Staff who have shown their password and still owe a one-time code. */
    codeFor: string
    locale: string
    timeZone: string
    startedAt: number
    csrfSecret: string
  }
}

export const sessionCookieName = '__Host-cairn'

/**
 * Sessions in the tool's own store. The cookie is `__Host-`, HttpOnly, Secure, SameSite=None and Partitioned
 * (CHIPS): inside an LMS frame it is kept per LMS and works where third-party cookies are blocked. Browsers
 * treat http://localhost as secure, so the same cookie serves development.
 */
const attributes = { httpOnly: true, secure: true, sameSite: 'none', partitioned: true, path: '/' } as const

export function createSessions(options: {
  store: session.Store
  secretKey: string
  hours: number
}): RequestHandler {
  const maxAge = options.hours * 3600 * 1000
  return session({
    name: sessionCookieName,
    secret: deriveKey(options.secretKey, 'session-cookie'),
    store: options.store,
    resave: false,
    saveUninitialized: false,
    rolling: false,
    cookie: { ...attributes, maxAge },
  })
}

/**
 * express-session sends a Secure cookie only on a request it believes to be secure. The browser's side of the
 * connection is: PUBLIC_URL is https, or it is localhost, which browsers hold to be trustworthy.
 */
export function trustOwnAddress(publicUrl: string): RequestHandler {
  const { protocol, hostname } = new URL(publicUrl)
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1'
  return (req, _res, next) => {
    if (secure) Object.defineProperty(req, 'secure', { value: true, configurable: true })
    next()
  }
}

/**
 * Starts a fresh session (new id, against fixation) holding only `ids`; it ends `hours` from now, or after the installation's own
 * limit, however busy it is. Rejects when the store does.
 */
export async function startSession(
  req: Request,
  ids: Partial<session.SessionData>,
  now: Date,
  hours?: number,
): Promise<void> {
  // A browser that brought no session has a fresh, unsaved one already: there is nothing to replace.
  if ((req.headers.cookie ?? '').includes(`${sessionCookieName}=`))
    await new Promise<void>((resolve, reject) => {
      req.session.regenerate((error: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error('session'))
        else resolve()
      })
    })
  Object.assign(req.session, ids, { startedAt: now.getTime() })
  if (hours !== undefined) req.session.cookie.maxAge = hours * 3_600_000
  await new Promise<void>((resolve, reject) => {
    req.session.save((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('session'))
      else resolve()
    })
  })
}

/** Ends the session everywhere and tells the browser to forget it. Resolves also when there was none. */
export async function endSession(req: Request, res: Response): Promise<void> {
  res.clearCookie(sessionCookieName, attributes)
  await new Promise<void>((resolve) => {
    req.session.destroy(() => {
      resolve()
    })
  })
}
