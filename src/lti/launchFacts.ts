import type { Request } from 'express'
import type { Clock } from '../clock/clock.js'
import type { Arrive, LaunchWay, PlatformRegistry } from './ports.js'

const AT_MOST_EVERY_MS = 60_000
const MOST_KEPT = 10_000

/**
 * An `arrive` that also notes, for the self-test of a platform, that a launch came through, by which deployment, and what proved the browser. At most once a
 * minute for each way, so that a class that comes in at once costs one write.
 */
export function notingLaunches(
  { registry, clock }: { registry: Pick<PlatformRegistry, 'noteLaunch'>; clock: Clock },
  arrive: Arrive,
): Arrive {
  const noted = new Map<string, number>()
  return async (launch, req) => {
    const arrived = await arrive(launch, req)
    const at = clock.now()
    const seen = { deploymentId: launch.deploymentId, way: wayOf(req), framed: isFramed(req) }
    const key = JSON.stringify([launch.registrationId, seen])
    if (at.getTime() - (noted.get(key) ?? 0) < AT_MOST_EVERY_MS) return arrived
    if (noted.size >= MOST_KEPT) noted.clear()
    noted.set(key, at.getTime())
    await registry.noteLaunch(launch.registrationId, { ...seen, at })
    return arrived
  }
}

/** Which of our own doors the launch came in by says what proved the browser. */
function wayOf({ originalUrl }: Request): LaunchWay {
  if (originalUrl.startsWith('/lti/handover/proof')) return 'storage'
  return originalUrl.startsWith('/lti/handover') ? 'tab' : 'cookie'
}

/** Whether the browser says that it shows us inside another page; null where it does not say. */
function isFramed(req: Request): boolean | null {
  const destination = req.get('sec-fetch-dest')
  return destination === undefined ? null : destination === 'iframe' || destination === 'frame'
}
