import type { Launch } from './launches.js'
import { find } from './lookups.js'
import type { Authorization, AuthorizationRequest } from './personality.js'
import type { Site } from './site.js'

/** What Canvas sends to the tool's login URL: the deployment under two names, its region, and the frame that
 * keeps data for tools whose cookies are blocked. */
export function canvasLoginParameters(site: Site, launch: Launch): Record<string, string> {
  return {
    iss: site.issuer(),
    login_hint: find.person(site.state, launch.personId).ltiId,
    client_id: find.tool(site.state, launch.toolId).clientId,
    deployment_id: launch.deploymentId,
    lti_deployment_id: launch.deploymentId,
    target_link_uri: launch.targetLinkUri,
    lti_message_hint: launch.id,
    canvas_region: 'unknown',
    canvas_environment: 'prod',
    lti_storage_target: 'post_message_forwarding',
  }
}

/** Canvas compares a redirect URI without its query, and wants the registered query parameters to be in it. */
function matchesRedirect(registered: string, given: string): boolean {
  if (!URL.canParse(given)) return false
  const [wanted, actual] = [new URL(registered), new URL(given)]
  if (wanted.origin !== actual.origin || wanted.pathname !== actual.pathname) return false
  return [...wanted.searchParams].every(([name, value]) => actual.searchParams.get(name) === value)
}

/** Checks an authentication request. Once client and redirect URI are known to belong together every other
 * fault is posted to the tool. */
export function canvasAuthorize(site: Site, request: AuthorizationRequest): Authorization {
  const { client_id: clientId, redirect_uri: redirectUri = '' } = request
  const tool = site.state.tools.find((candidate) => candidate.active && candidate.clientId === clientId)
  if (!tool) return { kind: 'refused', reason: 'client_id is not known' }
  if (!tool.redirectUris.some((registered) => matchesRedirect(registered, redirectUri))) {
    return { kind: 'refused', reason: 'redirect_uri is not one the tool registered' }
  }
  const error = (code: string, description: string): Authorization => ({
    kind: 'error',
    redirectUri,
    error: code,
    description,
  })
  const fixed = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' }
  for (const [name, value] of Object.entries(fixed)) {
    if (request[name] !== value) return error('invalid_request_object', `The '${name}' must be '${value}'`)
  }
  for (const name of ['nonce', 'login_hint', 'lti_message_hint']) {
    if (!request[name])
      return error('invalid_request_object', `The following parameters are missing: ${name}`)
  }
  const launch = site.launches.take(request['lti_message_hint'] ?? '')
  if (!launch)
    return error('launch_no_longer_valid', 'The launch has either expired or already been consumed')
  if (launch.toolId !== tool.id)
    return error('unauthorized_client', 'Client not authorized in requested context')
  if (request['login_hint'] !== find.person(site.state, launch.personId).ltiId) {
    return error('login_required', 'Must have an active user session')
  }
  return { kind: 'message', launch, withLineItem: true }
}
