import { Router } from 'express'
import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { createAllowance } from '../web/allowance.js'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { allowFraming } from '../web/framing.js'
import type { Logger } from '../web/log.js'
import { createAccessTokens } from './accessTokens.js'
import { createDeepLinking } from './deepLinking.js'
import { createPlugin } from './fence/plugin.js'
import { loadKeySetBuilder } from './fence/provider.js'
import { createReads } from './fence/reads.js'
import { createGrants } from './grants.js'
import { createHandoverStore } from './handoverStore.js'
import { keyRoutes } from './keyRoutes.js'
import { createKeySets } from './keySets.js'
import { launchRoutes } from './launchRoutes.js'
import { notingLaunches } from './launchFacts.js'
import { createLaunchVerifier } from './launchVerifier.js'
import { createLineItems } from './lineItems.js'
import { createLogin } from './login.js'
import { createLoginStore } from './loginStore.js'
import { createNoticeInbox, type CourseCopied } from './noticeInbox.js'
import { noticeRoutes } from './noticeRoutes.js'
import { createNoticeStore } from './noticeStore.js'
import { createNoticeSubscriptions } from './noticeSubscriptions.js'
import { createNoticeSubscriptionStore } from './noticeSubscriptionStore.js'
import { createNoticeVerifier } from './noticeVerifier.js'
import type { Arrive, LaunchDoors, PlatformRegistry, RegistrationLinks } from './ports.js'
import { createRegistration } from './registration.js'
import { registrationRoutes } from './registrationRoutes.js'
import { createRegistrationUpdate } from './registrationUpdate.js'
import { createRoster } from './roster.js'
import { createScores } from './scores.js'
import { createServiceCall } from './serviceCall.js'
import { canvasDeveloperKey, loginAddress, placementsInCanvas } from './toolConfiguration.js'
import { createToolKeyStore } from './toolKeyStore.js'
import { createToolKeys } from './toolKeys.js'
import { createTurnedAway } from './turnedAway.js'
import { wantedScopes } from './vocabulary.js'

export interface LtiNeeds {
  connection: Connection
  registry: PlatformRegistry
  links: RegistrationLinks
  fetch: GuardedFetch
  secrets: SecretBox
  clock: Clock
  logger: Logger
  publicUrl: string
  allowPrivateNetworks: boolean
  /** Logins a minute that one platform may begin, and launches it may send. */
  launchesPerMinute: number
  courseCopied: CourseCopied
}

/** The LTI room: services for the features' ports, and the routes for app.ts. Makes its stores' models; talks to nobody until asked. */
export function createLti(needs: LtiNeeds) {
  const { connection, registry, fetch, secrets, clock, publicUrl } = needs
  const logins = createLoginStore(connection)
  const handovers = createHandoverStore({ connection, secrets, clock })
  const toolKeys = createToolKeys({ store: createToolKeyStore(connection), secrets, clock })
  const turnedAway = createTurnedAway({ clock })
  const tokens = createAccessTokens({ fetch, toolKeys, clock })
  const call = createServiceCall({ registry, tokens, fetch })
  const subscriptions = createNoticeSubscriptions({
    store: createNoticeSubscriptionStore(connection),
    call,
    clock,
    publicUrl,
  })
  const inbox = createNoticeInbox({
    store: createNoticeStore(connection),
    courseCopied: needs.courseCopied,
    clock,
  })
  const reads = createReads({ registry, toolKeys, tokens, fetch, clock })
  const keySet = async () => (await loadKeySetBuilder())(createPlugin({ toolKeys, tokens }))

  return {
    postScore: createScores({ call, registry, clock }),
    lineItems: createLineItems({ call, reads, clock }),
    results: reads.results,
    roster: createRoster(reads),
    answerDeepLink: createDeepLinking({ registry, toolKeys, clock }),
    /** Sends wishes for notices that are due, and finishes notices that were cut short. */
    keepNotices: async () => {
      await subscriptions.sendDue()
      await inbox.finishDue()
    },
    keys: { list: toolKeys.list, rotate: toolKeys.rotate },
    tryScopes: createGrants(tokens),
    /** For the self-test: launches this process turned away. */
    turnedAway: { lastOf: turnedAway.lastOf, strangers: turnedAway.strangers },
    sendUpdate: createRegistrationUpdate({ registry, tokens, fetch, publicUrl }),
    /** What an administrator is told that we ask for. */
    asks: {
      scopes: wantedScopes,
      placementsInCanvas,
      canvasJson: (host: string | null) => JSON.stringify(canvasDeveloperKey(publicUrl, host), null, 2),
      loginAddress: (host: string | null) => loginAddress(publicUrl, host),
    },

    /** Everything below /lti. Mount it after sessions and views, before body parsers and CSRF protection. */
    routes(web: { passport: LaunchDoors; arrive: Arrive }): Router {
      const router = Router()
      router.use((req, res, next) => {
        // Refusals and waiting pages must be readable inside the frame of an LMS we do not know yet.
        allowFraming(res, '*')
        // A page that answers a POST cannot be asked for again in another language.
        if (req.method === 'POST') res.locals['languageLinks'] = []
        next()
      })
      const verifier = createLaunchVerifier({
        registry,
        logins,
        keySets: createKeySets({ fetch, clock }),
        turnedAway,
        clock,
        publicUrl,
        allowance: createAllowance({ perMinute: needs.launchesPerMinute, clock }),
      })
      const login = createLogin({
        registry,
        logins,
        turnedAway,
        clock,
        publicUrl,
        allowance: createAllowance({ perMinute: needs.launchesPerMinute, clock }),
      })
      const register = createRegistration(needs)
      router.use(keyRoutes({ keySet, clock }))
      router.use(registrationRoutes({ register, publicUrl }))
      // Key sets of their own: notices with invented key ids must not use up the budget of launches.
      const verify = createNoticeVerifier({ registry, keySets: createKeySets({ fetch, clock }), clock })
      router.use(noticeRoutes({ verify, inbox, logger: needs.logger }))
      const arrive = notingLaunches(needs, async (launch, req) => {
        await subscriptions.noteOffer(launch)
        return web.arrive(launch, req)
      })
      router.use(
        launchRoutes({ ...web, arrive, login, verifier, handovers, logger: needs.logger, publicUrl }),
      )
      return router
    },
  }
}

export type Lti = ReturnType<typeof createLti>
