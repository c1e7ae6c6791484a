import type { RequestHandler } from 'express'
import type { Clock } from '../clock/clock.js'
import type { Institution } from './institution.js'

const KEPT_MS = 60_000

/** Gives the pages of a signed-in person their institution's name and colour; read again after a minute. */
export function institutionInView(
  institutions: { byId(id: string): Promise<Institution | null> },
  clock: Clock,
): RequestHandler {
  const kept = new Map<string, { until: number; institution: Promise<Institution | null> }>()
  const find = (id: string): Promise<Institution | null> => {
    const now = clock.now().getTime()
    const known = kept.get(id)
    if (known && known.until > now) return known.institution
    const institution = institutions.byId(id)
    kept.set(id, { until: now + KEPT_MS, institution })
    institution.catch(() => kept.delete(id))
    return institution
  }
  return async (req, res, next) => {
    const { institutionId } = req.session
    if (institutionId) {
      const found = await find(institutionId)
      if (found) res.locals['institution'] = { name: found.name, colour: found.colour }
    }
    next()
  }
}
