import type { Clock } from '../clock/clock.js'
import { borrowsItsIssuer } from './platformHosts.js'
import type { Registration } from './registration.js'

const KEPT_MS = 5_000
const MOST_KEPT = 1_000

/**
 * Origins whose pages may show us in a frame. Canvas shows its pages on each school's own host while its issuer
 * and endpoints are shared (Canvas documentation), so hosted Canvas stands for its whole domain; a Canvas that only goes by its issuer does not.
 */
function originsOf(registration: Pick<Registration, 'issuer' | 'authUrl' | 'origins'>): string[] {
  const named = borrowsItsIssuer(registration) ? [] : [registration.issuer]
  const own = [...named, registration.authUrl, ...registration.origins]
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address).origin)
    .filter((origin) => origin !== 'null')
  const hosted = own.some((origin) => /^https:\/\/([a-z.]+\.)?instructure\.com$/.test(origin))
  return [...new Set(hosted ? [...own, 'https://*.instructure.com'] : own)]
}

/** Makes `platformOrigins(registrationId)`: those of one active platform, read again after a few seconds; none for any other. */
export function createPlatformOrigins(
  registrations: { byId(id: string): Promise<Registration | null> },
  clock: Clock,
): (registrationId: string) => Promise<readonly string[]> {
  const kept = new Map<string, { until: number; origins: Promise<readonly string[]> }>()
  return (registrationId) => {
    const now = clock.now().getTime()
    const known = kept.get(registrationId)
    if (known && now < known.until) return known.origins
    const origins = registrations
      .byId(registrationId)
      .then((found) => (found?.status === 'active' ? originsOf(found) : []))
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(registrationId, { until: now + KEPT_MS, origins })
    origins.catch(() => kept.delete(registrationId))
    return origins
  }
}
