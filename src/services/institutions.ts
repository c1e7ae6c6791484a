import { createInstitutionService } from '../institutions/institutionService.js'
import { checkPlatform } from '../institutions/platformCheck.js'
import { createPlatformOrigins } from '../institutions/platformOrigins.js'
import { createPlatformRegistry } from '../institutions/platformRegistry.js'
import { createPlatformService } from '../institutions/platformService.js'
import type { Registration } from '../institutions/registration.js'
import { createRegistrationLinkService } from '../institutions/registrationLinkService.js'
import { createRegistrationUpdateService } from '../institutions/registrationUpdateService.js'
import { createSessionHours } from '../institutions/sessionHours.js'
import { createToolKeyService } from '../institutions/toolKeyService.js'
import { createLti } from '../lti/lti.js'
import type { CourseCopied } from '../lti/noticeInbox.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Tenants, the platforms they are registered at, and the protocol spoken with those. */
export function createInstitutions(ground: Ground, stores: Stores, follow: { courseCopied: CourseCopied }) {
  const { connection, clock, logger, publicUrl, allowPrivateNetworks, guardedFetch, secrets } = ground
  const { audit, institutions, registrations, deployments, links } = stores
  const platforms = createPlatformService({
    institutions,
    registrations,
    deployments,
    audit,
    clock,
    endSessionsOf: (registrationId) => stores.sessions.endAllOf(registrationId),
    allowPrivateNetworks,
  })
  const registrationLinks = createRegistrationLinkService({
    institutions,
    registrations,
    links,
    audit,
    clock,
    publicUrl,
  })
  const lti = createLti({
    connection,
    registry: createPlatformRegistry({ registrations, deployments, platforms }),
    links: registrationLinks,
    fetch: guardedFetch,
    secrets,
    clock,
    logger,
    publicUrl,
    allowPrivateNetworks,
    courseCopied: follow.courseCopied,
    launchesPerMinute: ground.config.platformLaunchesPerMinute,
  })
  const { tryScopes } = lti
  /** Who came from nowhere, but nobody from an LMS of another institution. */
  const strangersFor = async ({ institutionId }: Registration) => {
    const everybody = await registrations.list(null)
    const theirs = everybody.filter((each) => each.institutionId !== institutionId)
    const elsewhere = new Set(theirs.map(({ issuer }) => issuer))
    return lti.turnedAway.strangers().filter(({ issuer }) => !elsewhere.has(issuer))
  }
  const sessionHours = createSessionHours(institutions, clock)
  const ownLoginOf = async (platform: Registration) =>
    (await platforms.isShared(platform)) ? lti.asks.loginAddress(platform.hosts[0] ?? null) : null
  return {
    institutions: createInstitutionService({
      institutions,
      audit,
      clock,
      settingsChanged: sessionHours.forget,
    }),
    sessionHours,
    platforms,
    registrationLinks,
    platformOrigins: createPlatformOrigins(registrations, clock),
    registrationUpdates: createRegistrationUpdateService({
      registrations,
      deployments,
      audit,
      clock,
      send: lti.sendUpdate,
    }),
    toolKeys: createToolKeyService({ keys: lti.keys, audit, clock }),
    toolAsks: lti.asks,
    ownLoginOf,
    checkPlatform: async (platform: Registration) => {
      const all = await deployments.list(platform.institutionId)
      const own = all.filter(({ registrationId }) => registrationId === platform.id)
      const turnedAway = { last: lti.turnedAway.lastOf(platform.id), strangers: await strangersFor(platform) }
      const ownLogin = await ownLoginOf(platform)
      return checkPlatform(
        { fetch: guardedFetch, tryScopes, ownLogin },
        platform,
        own,
        turnedAway,
        clock.now(),
      )
    },
    lti,
  }
}
