import type { Clock } from '../clock/clock.js'
import type { PlatformRegistry, Registration } from './ports.js'
import { claim } from './vocabulary.js'

/**
 * Platforms that have the same issuer and client id as another one: Canvases that somebody runs for themselves all say
 * `https://canvas.instructure.com` and number their developer keys alike (Canvas documentation). They have no host in common.
 */

const KEPT_MS = 10_000
const MOST_KEPT = 1_000

/** What a login says about which of several platforms it comes from, beyond issuer and client id. */
export interface CameFrom {
  /** The host in the login address, where there is one. Nothing else counts then. */
  host: string | null
  /** The hosts of the page that sent the browser, as far as the browser tells. */
  pages: readonly string[]
}

/**
 * Which of the candidates begins a login: that at the host in the login address; without one the only candidate, or the only one at whose host the browser was just
 * now, or the only one that is not switched off. Null with `several` where that decides nothing. A wrong guess lets nobody in: the token must then be that platform's.
 */
export function whichPlatform(
  candidates: readonly Registration[],
  { host, pages }: CameFrom,
): { platform: Registration | null; several: boolean } {
  const choices =
    host === null
      ? [
          candidates,
          candidates.filter(({ hosts }) => hosts.some((each) => pages.includes(each))),
          candidates.filter(({ status }) => status !== 'disabled'),
        ]
      : [candidates.filter(({ hosts }) => hosts.includes(host))]
  const only = choices.find(({ length }) => length === 1)
  return { platform: only?.[0] ?? null, several: !only && choices.some(({ length }) => length > 1) }
}

/** True where a new platform of this issuer needs a login address of its own: another one of the issuer stands at other hosts. */
export const standsApart = (hosts: readonly string[], others: readonly Registration[]): boolean =>
  others.some((other) => !other.hosts.some((host) => hosts.includes(host)))

const addresses: readonly (readonly [string, string])[] = [
  [claim.presentation, 'return_url'],
  [claim.deepLinkingSettings, 'deep_link_return_url'],
  [claim.grades, 'lineitem'],
  [claim.grades, 'lineitems'],
  [claim.roster, 'context_memberships_url'],
  [claim.noticeService, 'platform_notification_service_url'],
]

/**
 * Makes `speaksForAnother(registration, claims)`: true where a verified token names a place at a namesake of its platform. Keys are public, so a platform registered
 * beside another could serve the other's as its own and take its people in; but what the other signs names the other's hosts. Who the namesakes are is read
 * again after ten seconds.
 */
export function createNamesakes({
  registry,
  clock,
}: {
  registry: Pick<PlatformRegistry, 'findByClient'>
  clock: Clock
}) {
  const kept = new Map<string, { until: number; hosts: Promise<readonly string[]> }>()

  function hostsOfOthers({ id, issuer, clientId }: Registration): Promise<readonly string[]> {
    const now = clock.now().getTime()
    const known = kept.get(id)
    if (known && now < known.until) return known.hosts
    const hosts = registry
      .findByClient(issuer, clientId)
      .then((all) => all.filter((each) => each.id !== id).flatMap((each) => each.hosts))
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(id, { until: now + KEPT_MS, hosts })
    hosts.catch(() => kept.delete(id))
    return hosts
  }

  return async function speaksForAnother(
    registration: Registration,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    const others = await hostsOfOthers(registration)
    if (others.length === 0) return false
    return addresses.some(([name, field]) => {
      const address = property(claims[name], field)
      return typeof address === 'string' && URL.canParse(address) && others.includes(new URL(address).host)
    })
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
