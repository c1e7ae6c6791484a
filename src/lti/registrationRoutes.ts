import { Router } from 'express'
import type { createRegistration } from './registration.js'
import { refused } from './refusals.js'
import { canvasDeveloperKey } from './toolConfiguration.js'

/**
 * `GET /register/:token`: dynamic registration, opened by the LMS in a frame; says what is left to do there when it is done.
 * `GET /canvas.json`: the developer key for a manual installation in Canvas.
 */
export function registrationRoutes(parts: {
  register: ReturnType<typeof createRegistration>
  publicUrl: string
}): Router {
  const router = Router()
  router.get('/register/:token', async (req, res) => {
    const outcome = await parts.register(req.params.token, req.query)
    if (!outcome.ok) throw refused(outcome.code, outcome.detail)
    const { registration, updated } = outcome
    const { family, status } = registration
    res.render('lti/registered', { family, updated, active: status === 'active' })
  })
  router.get('/canvas.json', (_req, res) => {
    res.set('Access-Control-Allow-Origin', '*').json(canvasDeveloperKey(parts.publicUrl))
  })
  return router
}
