import type { Clock } from '../clock/clock.js'
import type { Registration } from './registration.js'

const KEPT_MS = 5_000

/**
 * Origins whose pages may show us in a frame. Canvas shows its pages on each school's own host while its issuer
 * and endpoints are shared (facts: lti.md §3.3, "Fixed endpoints"), so hosted Canvas stands for its whole domain.
 */
export function originsOf(registration: Pick<Registration, 'issuer' | 'authUrl' | 'origins'>): string[] {
  const own = [registration.issuer, registration.authUrl, ...registration.origins]
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address).origin)
    .filter((origin) => origin !== 'null')
  const hosted = own.some((origin) => /^https:\/\/([a-z.]+\.)?instructure\.com$/.test(origin))
  return [...new Set(hosted ? [...own, 'https://*.instructure.com'] : own)]
}

/** Makes `platformOrigins()`: the origins of all active platforms, read again after a few seconds. */
export function createPlatformOrigins(
  registrations: { allActive(): Promise<Registration[]> },
  clock: Clock,
): () => Promise<readonly string[]> {
  let kept: { until: number; origins: Promise<readonly string[]> } | null = null
  return () => {
    const now = clock.now().getTime()
    if (kept && now < kept.until) return kept.origins
    const origins = registrations.allActive().then((all) => [...new Set(all.flatMap(originsOf))].sort())
    kept = { until: now + KEPT_MS, origins }
    origins.catch(() => {
      kept = null
    })
    return origins
  }
}
