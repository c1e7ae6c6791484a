import { Router } from 'express'

/** `GET /health`: the process answers. `GET /ready`: the store does too (503 with `{"ready":false}` when not). */
export function healthRoutes(storeReachable: () => Promise<boolean>): Router {
  const router = Router()
  router.get('/health', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ alive: true })
  })
  router.get('/ready', async (_req, res) => {
    const ready = await storeReachable()
    res
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ ready })
  })
  return router
}
