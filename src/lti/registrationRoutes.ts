import { Router } from 'express'
import { z } from 'zod'
import type { createRegistration } from './registration.js'
import { refused } from './refusals.js'
import { canvasDeveloperKey } from './toolConfiguration.js'

const ownCanvas = z.object({
  host: z
    .string()
    .max(255)
    .regex(/^[a-z0-9.-]+(:\d{1,5})?$/)
    .optional(),
})

/**
 * `GET /register/:token`: dynamic registration, opened by the LMS in a frame; says what is left to do there when it is done.
 * `GET /canvas.json`: the developer key for a manual installation in Canvas; `?host=` names a Canvas which is not Instructure's.
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
  router.get('/canvas.json', (req, res) => {
    const asked = ownCanvas.safeParse(req.query)
    if (!asked.success) throw refused('lti.request-malformed')
    const key = canvasDeveloperKey(parts.publicUrl, asked.data.host ?? null)
    res.set('Access-Control-Allow-Origin', '*').json(key)
  })
  return router
}
