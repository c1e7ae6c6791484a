import { Router, type Request, type RequestHandler, type Response } from 'express'
import { allowFraming } from '../web/framing.js'
import { matchLocale } from '../web/locale.js'
import type { Logger } from '../web/log.js'
import { viewContext } from '../web/views.js'
import { bindBrowser, browserSecret, releaseBrowser } from './browserBinding.js'
import type { HandoverStore } from './handoverStore.js'
import type { Launch } from './launch.js'
import type { UnboundLaunch } from './launchStrategy.js'
import { refused } from './refusals.js'

export interface HandoverParts {
  handovers: HandoverStore
  logger: Logger
  publicUrl: string
  /** Takes a launch in that is this browser's beyond doubt, and answers. */
  enter(launch: Launch, req: Request, res: Response): Promise<void>
}

/**
 * What becomes of a genuine launch whose cookie did not come back, so that it may not be of the person the token names. Inside a frame that is common (cookies of
 * other sites blocked): the secret kept by the platform's storage proves the browser (`POST /proof`), and otherwise the person does, by name, in a tab of its own
 * (`POST /`, `POST /confirmation`). At top level our cookie would have come back: there it is somebody else's login, and is refused.
 */
export function createHandover(parts: HandoverParts) {
  const { handovers, enter, logger } = parts

  async function offer({ launch, stored }: UnboundLaunch, req: Request, res: Response): Promise<void> {
    if (req.get('sec-fetch-dest') === 'document')
      throw refused('lti.browser-foreign', 'no cookie at top level')
    const code = await handovers.keep(launch, stored?.secretHash ?? null)
    logger.info({ code: 'lti.cookie-blocked', registrationId: launch.registrationId }, 'new tab offered')
    // Comes back with the proof, or does not: so it is known whether this frame could keep a session.
    if (stored) bindBrowser(res, code, 'kept')
    speakTo(launch, res)
    res.status(401).render('lti/newTab', { code, storage: stored?.place, action: '/lti/handover' })
  }

  /** Every step must come from a page of ours: a code that somebody sent by mail or posted from another site opens nothing. */
  const ownOrigin = new URL(parts.publicUrl).origin
  const fromOwnPage: RequestHandler = (req, _res, next) => {
    const site = req.get('sec-fetch-site')
    const own = site === undefined ? req.get('origin') === ownOrigin : site === 'same-origin'
    if (!own) throw refused('lti.handover-foreign')
    next()
  }

  const routes = Router()
  /** Asks, by name, whether the person is who the launch says: the last guard against being signed in as somebody else. */
  routes.post('/', fromOwnPage, async (req, res) => {
    const code = field(req, 'code')
    const launch = await handovers.look(code)
    if (!launch) throw refused('lti.handover-used')
    allowFraming(res, "'none'")
    speakTo(launch, res)
    res.render('lti/confirm', { code, name: launch.user?.name, course: launch.context?.title })
  })

  routes.post('/confirmation', fromOwnPage, async (req, res) => {
    const launch = await handovers.take(field(req, 'code'))
    if (!launch) throw refused('lti.handover-used')
    await enter(launch, req, res)
  })

  /**
   * The secret that the platform kept for this browser (CSOIDC §3.2). With it nobody needs to be asked who they are; where the frame keeps no session, one tap leads
   * to a tab that does, by a fresh code.
   */
  routes.post('/proof', fromOwnPage, async (req, res) => {
    const code = field(req, 'code')
    const launch = await handovers.takeWithSecret(code, field(req, 'secret'))
    if (launch === 'used') throw refused('lti.handover-used')
    if (launch === 'foreign') throw refused('lti.browser-foreign', 'another secret in the storage')
    const keepsCookies = browserSecret(req, code) !== undefined
    releaseBrowser(res, code)
    if (keepsCookies) return enter(launch, req, res)
    speakTo(launch, res)
    const fresh = await handovers.keep(launch, null)
    res.status(401).render('lti/newTab', { code: fresh, action: '/lti/handover/confirmation' })
  })

  return { offer, routes }
}

/** A short text of the form, or the empty one. */
function field(req: Request, name: 'code' | 'secret'): string {
  const sent: unknown = Reflect.get(Object(req.body), name)
  return typeof sent === 'string' && sent.length < 100 ? sent : ''
}

/** The person's language is known from the launch, though there is no session yet to keep it. */
function speakTo(launch: Launch, res: Response): void {
  const locale = matchLocale(launch.locale ?? undefined)
  if (locale && !res.locals['askedLocale']) Object.assign(res.locals, viewContext(locale))
}
