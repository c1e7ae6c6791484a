import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import passport from 'passport'
import { createAuditStore } from '../../../src/audit/auditStore.js'
import type { Clock } from '../../../src/clock/clock.js'
import { connect } from '../../../src/database/connection.js'
import { openEmbeddedStore } from '../../../src/database/embedded/index.js'
import { migrate } from '../../../src/database/migrations.js'
import { operator } from '../../../src/audit/actor.js'
import { createDeploymentStore } from '../../../src/institutions/deploymentStore.js'
import { createInstitutionService } from '../../../src/institutions/institutionService.js'
import { createInstitutionStore } from '../../../src/institutions/institutionStore.js'
import { createPlatformOrigins } from '../../../src/institutions/platformOrigins.js'
import { createPlatformRegistry } from '../../../src/institutions/platformRegistry.js'
import { createPlatformService } from '../../../src/institutions/platformService.js'
import { createRegistrationLinkService } from '../../../src/institutions/registrationLinkService.js'
import { createRegistrationLinkStore } from '../../../src/institutions/registrationLinkStore.js'
import { createRegistrationStore } from '../../../src/institutions/registrationStore.js'
import type { Launch } from '../../../src/lti/launch.js'
import { createLti } from '../../../src/lti/lti.js'
import type { CourseCopy } from '../../../src/lti/noticeInbox.js'
import { createSecretBox } from '../../../src/secrets/secretBox.js'
import { assetRoutes } from '../../../src/web/assets.js'
import { errorHandler, noSuchPage } from '../../../src/web/errorHandler.js'
import { createGuardedFetch } from '../../../src/web/guardedFetch.js'
import { chooseLocale } from '../../../src/web/locale.js'
import { createLogger } from '../../../src/web/log.js'
import { framing } from '../../../src/web/framing.js'
import { requestLog } from '../../../src/web/requestLog.js'
import { securityHeaders } from '../../../src/web/securityHeaders.js'
import { createSessions, startSession, trustOwnAddress } from '../../../src/web/session.js'
import { SessionStore } from '../../../src/web/sessionStore.js'
import { provideViewContext, useViews } from '../../../src/web/views.js'

/** A clock that follows the machine's and can be moved ahead of it or behind. */
export interface ShiftedClock extends Clock {
  shiftMs: number
}

/**
 * The LTI room at work: its routes behind the real web shell, the real registry and store, on a free port of http://localhost. Only what happens after a launch is
 * a stand-in: it notes the launch and starts a session.
 */
export async function openTool(
  options: { allowPrivateNetworks?: boolean; flushed?: boolean; launchesPerMinute?: number } = {},
) {
  const directory = await mkdtemp(path.join(tmpdir(), 'cairn-lti-'))
  const store = await openEmbeddedStore({ dir: directory, sync: options.flushed ?? false })
  const { connection, close } = await connect(store.uri)
  const clock: ShiftedClock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) }
  const allowPrivateNetworks = options.allowPrivateNetworks ?? true
  const secretKey = 'a secret key for tests, long enough'

  const app = express()
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicUrl = `http://localhost:${String((server.address() as AddressInfo).port)}`

  const institutionStore = createInstitutionStore(connection)
  const registrations = createRegistrationStore(connection)
  const deployments = createDeploymentStore(connection)
  const audit = createAuditStore(connection)
  const sessions = new SessionStore(connection, clock)
  const common = { institutions: institutionStore, audit, clock }
  const platforms = createPlatformService({
    ...common,
    registrations,
    deployments,
    endSessionsOf: (id) => sessions.endAllOf(id),
    allowPrivateNetworks,
  })
  const linkService = createRegistrationLinkService({
    ...common,
    registrations,
    links: createRegistrationLinkStore(connection),
    publicUrl,
  })
  const institutionService = createInstitutionService({ ...common, settingsChanged: () => undefined })
  const fetch = createGuardedFetch({ allowPrivateNetworks, userAgent: 'Cairn-test' })
  const log: string[] = []
  const logger = createLogger('info', { write: (line) => void log.push(line) })
  const registry = createPlatformRegistry({ registrations, deployments, platforms })
  const copies: CourseCopy[] = []
  const lti = createLti({
    connection,
    registry,
    links: linkService,
    fetch,
    secrets: createSecretBox(secretKey),
    clock,
    logger,
    publicUrl,
    allowPrivateNetworks,
    launchesPerMinute: options.launchesPerMinute ?? 1_000_000,
    courseCopied: async (copy) => {
      copies.push(copy)
      await Promise.resolve()
    },
  })
  await migrate(connection)

  const arrivals: Launch[] = []
  const browsers = { keepNoCookiesInFrames: false }
  useViews(app)
  app.use((req, _res, next) => {
    if (browsers.keepNoCookiesInFrames && req.get('sec-fetch-dest') === 'iframe') delete req.headers.cookie
    next()
  })
  app.use(requestLog(logger, clock))
  app.use(trustOwnAddress(publicUrl))
  app.use(securityHeaders({ production: false }))
  app.use(assetRoutes())
  app.use(chooseLocale())
  app.use(createSessions({ store: sessions, secretKey, hours: 1 }))
  app.use(framing(createPlatformOrigins(registrations, clock)))
  app.use(provideViewContext('csrf'))
  const doors = new passport.Passport()
  app.use(
    '/lti',
    lti.routes({
      passport: doors,
      async arrive(launch, req) {
        arrivals.push(launch)
        const { institutionId, registrationId } = launch
        await startSession(req, { personId: launch.user?.sub, institutionId, registrationId }, clock.now())
        return { redirectTo: launch.targetUrl }
      },
    }),
  )
  app.get('/', (req, res) => {
    res.json({ personId: req.session.personId ?? null })
  })
  app.use(noSuchPage)
  app.use(errorHandler(logger))

  const count = (collection: string) => connection.collection(collection).countDocuments({})
  const institution = await institutionService.create(operator, { name: 'Carey Institute' })
  return {
    publicUrl,
    lti,
    clock,
    log,
    arrivals,
    /** Copied courses that verified notices told of. */
    copies,
    /** Plays a browser that sends no cookies from frames at all, as Safari before 18.4 and strict school policies do. */
    browsers,
    connection,
    registry,
    platforms,
    linkService,
    institutionService,
    institution,
    /** How many rows there are of what a launch can leave behind. */
    rows: async () => ({
      sessions: await count('sessions'),
      handovers: await count('ltiHandovers'),
      notices: await count('ltiNotices'),
    }),
    pendingLogins: () => count('ltiLogins'),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await fetch.close()
      await close()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export type Tool = Awaited<ReturnType<typeof openTool>>
