import type { Clock } from '../clock/clock.js'
import type { Institution } from './institution.js'

const KEPT_MS = 10_000
const MOST_KEPT = 1_000

/**
 * How long a session lasts in an institution, in hours; undefined where there is none of that id. Each launch asks, so it is kept for ten
 * seconds: a change counts at once in the process that made it (`forget`), and in every other one by then.
 */
export function createSessionHours(
  institutions: { byId(id: string): Promise<Institution | null> },
  clock: Clock,
) {
  const kept = new Map<string, { until: number; hours: Promise<number | undefined> }>()
  return {
    of(institutionId: string): Promise<number | undefined> {
      const now = clock.now().getTime()
      const known = kept.get(institutionId)
      if (known && now < known.until) return known.hours
      const hours = institutions.byId(institutionId).then((found) => found?.settings.sessionHours)
      if (kept.size >= MOST_KEPT) kept.clear()
      kept.set(institutionId, { until: now + KEPT_MS, hours })
      hours.catch(() => kept.delete(institutionId))
      return hours
    },
    forget(institutionId: string): void {
      kept.delete(institutionId)
    },
  }
}

export type SessionHours = ReturnType<typeof createSessionHours>
