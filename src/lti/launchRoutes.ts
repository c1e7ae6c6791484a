import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import type { Logger } from '../web/log.js'
import { bindBrowser, hasOwnCookie, releaseBrowser } from './browserBinding.js'
import { createHandover } from './handover.js'
import type { HandoverStore } from './handoverStore.js'
import type { Launch } from './launch.js'
import {
  createLaunchStrategy,
  strategyName,
  type UnboundLaunch,
  type VerifiedLaunch,
} from './launchStrategy.js'
import type { LaunchVerifier } from './launchVerifier.js'
import type { createLogin } from './login.js'
import type { CameFrom } from './namesakes.js'
import type { Arrive, LaunchDoors } from './ports.js'
import { refused } from './refusals.js'

export interface LaunchRouteParts {
  passport: LaunchDoors
  login: ReturnType<typeof createLogin>
  verifier: LaunchVerifier
  handovers: HandoverStore
  arrive: Arrive
  logger: Logger
  publicUrl: string
}

/** A token rarely has more than 8 KB; what is larger than this is not read (413). */
const readForm = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 50 })

/**
 * The doors an LMS knocks at: `GET|POST /login` (with a host, where several LMSs have one issuer and client id) and `POST /launch`; what follows a launch whose cookie did not come back is in handoverRoutes.ts. Mount at /lti,
 * before CSRF protection: these requests come from other sites by design and carry proofs of their own.
 */
export function launchRoutes(parts: LaunchRouteParts): Router {
  const { passport, login, logger } = parts
  passport.use(createLaunchStrategy(parts.verifier))
  const router = Router()
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  const beginLogin = async (sent: unknown, req: Request, res: Response) => {
    // At top level a cookie always comes back, and a browser that has brought one of ours to this place keeps them here.
    const cookiesMayFail = req.get('sec-fetch-dest') !== 'document' && !hasOwnCookie(req)
    const begun = await login(sent, cookiesMayFail, cameFrom(req))
    if (!begun.ok) throw refused(begun.code, begun.detail, begun)
    bindBrowser(res, begun.state, begun.browserSecret)
    const { redirectTo, storage, browserSecret } = begun
    if (storage) res.render('lti/opening', { next: redirectTo, storage, secret: browserSecret })
    else res.redirect(302, redirectTo)
  }
  for (const path of ['/login', '/login/:host']) {
    router.get(path, (req, res) => beginLogin(req.query, req, res))
    router.post(path, readForm, (req, res) => beginLogin(req.body, req, res))
  }

  const enter = async (launch: Launch, req: Request, res: Response) => {
    const { redirectTo } = await parts.arrive(launch, req)
    logger.info({ code: 'lti.launched', registrationId: launch.registrationId, kind: launch.kind }, 'launch')
    res.redirect(303, redirectTo)
  }
  const handover = createHandover({ ...parts, enter })

  const authenticate: RequestHandler = (req, res, next) => {
    const settle = async (error: unknown, user: unknown, challenge: unknown) => {
      if (error) throw error
      releaseBrowser(res, stateOf(req))
      if (isVerified(user)) await enter(user.launch, req, res)
      else if (isUnbound(challenge)) await handover.offer(challenge, req, res)
      else throw refused('lti.token-missing')
    }
    const decided = (error: unknown, user?: unknown, challenge?: unknown) => {
      settle(error, user, challenge).catch(next)
    }
    passport.authenticate(strategyName, { session: false }, decided)(req, res, next)
  }
  router.post('/launch', readForm, authenticate)
  router.get('/launch', () => {
    throw refused('lti.token-missing', 'opened with GET')
  })

  router.use('/handover', readForm, handover.routes)
  return router
}

function cameFrom(req: Request): CameFrom {
  const host = req.params['host']
  const pages = [req.get('origin'), req.get('referer')].flatMap((page) =>
    page && URL.canParse(page) ? [new URL(page).host] : [],
  )
  return { host: typeof host === 'string' ? host.toLowerCase() : null, pages }
}

const isVerified = (value: unknown): value is VerifiedLaunch =>
  typeof value === 'object' && value !== null && 'launch' in value

const isUnbound = (value: unknown): value is UnboundLaunch => isVerified(value) && 'stored' in value

function stateOf(req: Request): string {
  const state: unknown = req.body?.state
  return typeof state === 'string' ? state : ''
}
