import { Router } from 'express'
import { errorPage, json, send } from './answers.js'
import { find } from './lookups.js'
import { openidConfiguration } from './openidConfiguration.js'
import type { HttpAnswer } from './personality.js'
import {
  canvasProblem,
  moodleProblem,
  readRegistration,
  settingsOf,
  toolConfiguration,
} from './registrationRequest.js'
import type { Registration } from './registrationRequest.js'
import { checkRegistrationToken } from './registrationTokens.js'
import type { TokenCheck } from './registrationTokens.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'
import { putTool } from './tools.js'

const plain = (status: number, body: string): HttpAnswer => ({ status, type: 'text/html', body })

function tokenProblem(site: Site, check: TokenCheck): HttpAnswer | null {
  if (check.ok) return null
  if (site.personality.name === 'canvas')
    return json(401, { errors: [{ message: 'Invalid registration token' }] })
  if (check.fault === 'missing') return plain(401, 'missing_registration_token')
  return check.fault === 'used' ? plain(401, 'token_already_used') : errorPage(404, 'Error')
}

/** Moodle repeats custom values only up to an equals sign; the launch has them whole. */
const echoed = (custom: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(custom).map(([key, value]) => [key, value.split('=')[0] ?? '']))

/** What a tool is told about its registration; `registration` is what it has just asked for. */
export function registrationAnswer(
  site: Site,
  tool: Tool,
  registration?: Registration,
): Record<string, unknown> {
  const asked = registration?.[toolConfiguration]
  const deployment = { deployment_id: tool.deploymentIds[0] }
  return {
    client_id: tool.clientId,
    response_types: ['id_token'],
    jwks_uri: tool.keysUrl,
    initiate_login_uri: tool.loginUrl,
    grant_types: ['client_credentials', 'implicit'],
    redirect_uris: tool.redirectUris,
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    client_name: tool.name,
    scope: tool.scopes.join(' '),
    ...(site.personality.name === 'canvas'
      ? { ...deployment, registration_client_uri: `${site.baseUrl()}/lti/registrations/${tool.id}` }
      : {}),
    [toolConfiguration]: {
      version: '1.3.0',
      ...(site.personality.name === 'moodle' ? deployment : {}),
      target_link_uri: tool.launchUrl,
      domain: asked?.domain ?? new URL(tool.launchUrl).host,
      description: tool.description,
      messages: asked?.messages?.filter(({ type }) => type === 'LtiDeepLinkingRequest') ?? [],
      custom_parameters: echoed(tool.custom),
      claims: asked?.claims ?? [],
    },
  }
}

/** Dynamic registration (DR §3): the configuration, and the endpoint tools post themselves to. */
export function registrationRoutes(site: Site): Router {
  const router = Router()
  const { name } = site.personality

  router.get('/.well-known/openid-configuration', async (req, res) => {
    // Canvas wants the registration token here too.
    const problem =
      name === 'canvas' && tokenProblem(site, await checkRegistrationToken(site, req.get('authorization')))
    send(res, problem || json(200, openidConfiguration(site)))
  })

  router.post('/lti/registration', async (req, res) => {
    const check = await checkRegistrationToken(site, req.get('authorization'))
    if (!check.ok) return send(res, tokenProblem(site, check) ?? plain(401, ''))
    const registration = readRegistration(req.get('content-type') ?? '', req.body)
    const problem =
      registration === null
        ? 'invalid_registration'
        : (name === 'canvas' ? canvasProblem : moodleProblem)(registration)
    if (registration === null || problem !== null) {
      return send(
        res,
        name === 'canvas' ? json(422, { errors: [{ message: problem }] }) : plain(400, problem ?? ''),
      )
    }
    const { grant } = check
    const before = grant.kind === 'update' ? find.tool(site.state, grant.toolId) : null
    const clientId = grant.kind === 'new' ? grant.clientId : (before?.clientId ?? '')
    const tool = putTool(
      site,
      settingsOf(registration, {
        clientId,
        active: before?.active ?? false,
        scopes: site.personality.scopes,
      }),
    )
    check.use()
    send(res, json(200, registrationAnswer(site, tool, registration)))
  })
  return router
}
