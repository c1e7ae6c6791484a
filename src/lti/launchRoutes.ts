import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { allowFraming } from '../web/framing.js'
import { matchLocale } from '../web/locale.js'
import type { Logger } from '../web/log.js'
import { viewContext } from '../web/views.js'
import { bindBrowser, releaseBrowser } from './browserBinding.js'
import type { HandoverStore } from './handoverStore.js'
import type { Launch } from './launch.js'
import { createLaunchStrategy, strategyName, type VerifiedLaunch } from './launchStrategy.js'
import type { LaunchVerifier } from './launchVerifier.js'
import type { createLogin } from './login.js'
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
 * The doors an LMS knocks at: `GET|POST /login`, `POST /launch`, and the two steps by which a launch leaves a frame that keeps no cookies (`POST /handover`,
 * `POST /handover/confirmation`). Mount at /lti, before CSRF protection: these requests come from other sites by design and carry proofs of their own.
 */
export function launchRoutes(parts: LaunchRouteParts): Router {
  const { passport, login, handovers, arrive, logger } = parts
  passport.use(createLaunchStrategy(parts.verifier))
  const router = Router()
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })

  const beginLogin = async (sent: unknown, res: Response) => {
    const begun = await login(sent)
    if (!begun.ok) throw refused(begun.code, begun.detail)
    bindBrowser(res, begun.state, begun.browserSecret)
    res.redirect(302, begun.redirectTo)
  }
  router.get('/login', (req, res) => beginLogin(req.query, res))
  router.post('/login', readForm, (req, res) => beginLogin(req.body, res))

  const enter = async (launch: Launch, req: Request, res: Response) => {
    const { redirectTo } = await arrive(launch, req)
    logger.info({ code: 'lti.launched', registrationId: launch.registrationId, kind: launch.kind }, 'launch')
    res.redirect(303, redirectTo)
  }

  const authenticate: RequestHandler = (req, res, next) => {
    const settle = async (error: unknown, user: unknown, challenge: unknown) => {
      if (error) throw error
      releaseBrowser(res, stateOf(req))
      const verified = launchOf(user)
      const unbound = launchOf(challenge)
      if (verified) await enter(verified, req, res)
      else if (unbound) await offerNewTab(unbound, req, res)
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

  /**
   * The token is genuine, but this browser kept no cookie, so it may not be the browser of the person the token names. Inside a frame that is common (cookies of other
   * sites blocked) and a tab of its own cures it. At top level our cookie would have come back: there it is somebody else's login, and is refused.
   */
  async function offerNewTab(launch: Launch, req: Request, res: Response): Promise<void> {
    if (req.get('sec-fetch-dest') === 'document')
      throw refused('lti.browser-foreign', 'no cookie at top level')
    const code = await handovers.keep(launch)
    logger.info({ code: 'lti.cookie-blocked', registrationId: launch.registrationId }, 'new tab offered')
    speakTo(launch, res)
    res.status(401).render('lti/newTab', { code })
  }

  /** Both steps must come from a page of ours: a code that somebody sent by mail or posted from another site opens nothing. */
  const ownOrigin = new URL(parts.publicUrl).origin
  const fromOwnPage: RequestHandler = (req, _res, next) => {
    const site = req.get('sec-fetch-site')
    const own = site === undefined ? req.get('origin') === ownOrigin : site === 'same-origin'
    if (!own) throw refused('lti.handover-foreign')
    next()
  }
  const codeOf = (req: Request) => {
    const code: unknown = req.body?.code
    return typeof code === 'string' && code.length < 100 ? code : ''
  }

  /** Asks, by name, whether the person is who the launch says: the last guard against being signed in as somebody else. */
  router.post('/handover', readForm, fromOwnPage, async (req, res) => {
    const code = codeOf(req)
    const launch = await handovers.look(code)
    if (!launch) throw refused('lti.handover-used')
    allowFraming(res, "'none'")
    speakTo(launch, res)
    res.render('lti/confirm', { code, name: launch.user?.name, course: launch.context?.title })
  })
  router.post('/handover/confirmation', readForm, fromOwnPage, async (req, res) => {
    const launch = await handovers.take(codeOf(req))
    if (!launch) throw refused('lti.handover-used')
    await enter(launch, req, res)
  })
  return router
}

/** The person's language is known from the launch, though there is no session yet to keep it. */
function speakTo(launch: Launch, res: Response): void {
  const locale = matchLocale(launch.locale ?? undefined)
  if (locale && !res.locals['askedLocale']) Object.assign(res.locals, viewContext(locale))
}

function launchOf(value: unknown): Launch | null {
  return typeof value === 'object' && value !== null && 'launch' in value
    ? (value as VerifiedLaunch).launch
    : null
}

function stateOf(req: Request): string {
  const state: unknown = req.body?.state
  return typeof state === 'string' ? state : ''
}
