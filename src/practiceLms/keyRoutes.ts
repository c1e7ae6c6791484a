import { Router } from 'express'
import { publicKeySet } from './platformKeys.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'

/** The platform's public keys (SEC §6.3). */
export function keyRoutes(site: Site): Router {
  const router = Router()
  router.get('/lti/keys', serviceGate(site, 'jwks'), (_req, res) => {
    res.json(publicKeySet(site.state.keys))
  })
  return router
}
