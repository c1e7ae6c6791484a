import type { Launch } from './launch.js'
import type { PlatformRegistry, Registration } from './ports.js'

const originOf = (url: string | null | undefined) => (url && URL.canParse(url) ? [new URL(url).origin] : [])

/**
 * Where the bearer token of a registration may be sent and a person may be sent back to: the origins it was registered with, and those its own signed launches
 * named as the place of their services.
 */
export function originsOf(registration: Registration): string[] {
  const { issuer, authUrl, tokenUrl, jwksUrl, origins } = registration
  return [...new Set([issuer, authUrl, tokenUrl, jwksUrl, ...origins].flatMap(originOf))]
}

/** Remembers where a verified launch says the services of its platform are, and what kind of platform it is. Writes only what is new. */
export async function learnPlatform(
  registry: PlatformRegistry,
  registration: Registration,
  launch: Launch,
): Promise<void> {
  const known = originsOf(registration)
  const { grades, roster, notices } = launch
  const named = [grades?.lineItemUrl, grades?.lineItemsUrl, roster?.url, notices?.url].flatMap(originOf)
  const fresh = [...new Set(named)].filter((origin) => !known.includes(origin))
  for (const origin of fresh) await registry.noteSeen(registration.id, { origin })
  if (registration.family === 'other' && launch.platformFamily !== 'other')
    await registry.noteSeen(registration.id, { family: launch.platformFamily })
}
