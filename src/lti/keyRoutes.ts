import { Router } from 'express'
import type { Clock } from '../clock/clock.js'

const keptMs = 60_000

/** `GET /keys`: the tool's public keys (Security §6.3). Built once a minute at most, so that it costs nothing to be asked. */
export function keyRoutes(parts: { keySet: () => Promise<{ keys: object[] }>; clock: Clock }): Router {
  const { keySet, clock } = parts
  let kept: { at: number; set: Promise<{ keys: object[] }> } | null = null
  const router = Router()
  router.get('/keys', async (_req, res) => {
    const now = clock.now().getTime()
    if (!kept || now - kept.at > keptMs) {
      const set = keySet()
      kept = { at: now, set }
      set.catch(() => {
        kept = null
      })
    }
    res.set('Cache-Control', 'public, max-age=300').json(await kept.set)
  })
  return router
}
