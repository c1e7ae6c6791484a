import { z } from 'zod'
import type { Launch } from './launches.js'
import { find } from './lookups.js'
import type { Authorization, AuthorizationRequest } from './personality.js'
import type { Site } from './site.js'

const hintShape = z.object({ launchid: z.string(), cmid: z.number().optional() })

function readHint(text: string | undefined): z.infer<typeof hintShape> | null {
  try {
    return hintShape.parse(JSON.parse(text ?? ''))
  } catch {
    return null
  }
}

/** What Moodle sends to the tool's login URL: always by form POST, and never an `lti_storage_target`. */
export function moodleLoginParameters(site: Site, launch: Launch): Record<string, string> {
  const hint = { ...(launch.linkId === null ? {} : { cmid: Number(launch.linkId) }), launchid: launch.id }
  return {
    iss: site.issuer(),
    target_link_uri: launch.targetLinkUri,
    login_hint: find.person(site.state, launch.personId).id,
    lti_message_hint: JSON.stringify(hint),
    client_id: find.tool(site.state, launch.toolId).clientId,
    lti_deployment_id: launch.deploymentId,
  }
}

const refused = (reason: string): Authorization => ({ kind: 'refused', reason })

/** Checks an authentication request in Moodle's order. Until the launch and its tool are known nothing is sent
 * to the tool, because the redirect URI cannot be trusted; afterwards errors are posted there. */
export function moodleAuthorize(site: Site, request: AuthorizationRequest): Authorization {
  const { scope, response_type, client_id, redirect_uri, login_hint, nonce, response_mode, prompt } = request
  if (!scope || !response_type || !client_id || !redirect_uri || !login_hint || !nonce)
    return refused('a parameter is missing')
  if (scope !== 'openid') return refused('scope must be exactly "openid"')
  if (response_type !== 'id_token') return refused('response_type must be "id_token"')
  const hint = readHint(request['lti_message_hint'])
  if (!hint) return refused('lti_message_hint is missing or changed')
  const launch = site.launches.take(hint.launchid)
  if (!launch) return refused('lti_message_hint was used before or never given')
  const tool = find.tool(site.state, launch.toolId)
  if (!tool.redirectUris.includes(redirect_uri)) return refused('redirect_uri is not one the tool registered')
  const error = (code: string, description: string | null = null): Authorization => ({
    kind: 'error',
    redirectUri: redirect_uri,
    error: code,
    description,
  })
  if (client_id !== tool.clientId) return error('unauthorized_client')
  if (login_hint !== find.person(site.state, launch.personId).id) return error('access_denied')
  if (response_mode !== 'form_post') return error('invalid_request', 'Invalid response_mode')
  if (prompt !== undefined && prompt !== 'none') return error('invalid_request', 'Invalid prompt')
  return { kind: 'message', launch, withLineItem: hint.cmid !== undefined }
}
