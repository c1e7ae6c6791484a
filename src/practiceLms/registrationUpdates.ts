import { Router } from 'express'
import { bearer } from './accessTokens.js'
import { json, send } from './answers.js'
import { find } from './lookups.js'
import { canvasProblem, readRegistration, settingsOf } from './registrationRequest.js'
import { registrationAnswer } from './registrationRoutes.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'
import { putTool } from './tools.js'
import { registrationScope } from './vocabulary.js'

/**
 * Updates of a registration as Canvas takes them (LTI Registration Updates): a tool sends its whole configuration with an access token of its own; it
 * lies there until an administrator accepts it.
 */
export function registrationUpdates(site: Site): Router {
  const router = Router()
  const asking = (authorization: string | undefined, toolId: string): Tool | null => {
    const tool = bearer(site, authorization, [registrationScope])
    return site.personality.name === 'canvas' && tool?.id === toolId ? tool : null
  }
  router.get('/lti/registrations/:tool/configuration', (req, res) => {
    const tool = asking(req.get('authorization'), req.params.tool)
    send(res, tool ? json(200, registrationAnswer(site, tool)) : json(401, { errorMessage: 'Invalid token' }))
  })
  router.put('/lti/registrations/:tool/configuration', (req, res) => {
    const tool = asking(req.get('authorization'), req.params.tool)
    if (!tool) return send(res, json(401, { errorMessage: 'Invalid token' }))
    const registration = readRegistration(req.get('content-type') ?? '', req.body)
    const problem = registration ? canvasProblem(registration) : 'invalid_registration'
    if (!registration || problem !== null) return send(res, json(422, { errors: [problem] }))
    tool.pendingUpdate = settingsOf(registration, {
      clientId: tool.clientId,
      active: tool.active,
      scopes: site.personality.scopes,
    })
    site.changed()
    send(res, json(200, registrationAnswer(site, tool, registration)))
  })
  return router
}

/** What an administrator's yes does: the tool is from now on what its update says. */
export function acceptUpdate(site: Site, toolId: string): Tool {
  const tool = find.tool(site.state, toolId)
  return tool.pendingUpdate ? putTool(site, tool.pendingUpdate) : tool
}
