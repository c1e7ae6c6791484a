import { z } from 'zod'
import type { Privacy } from './state.js'
import type { ToolSettings } from './tools.js'
import { canvasScopes } from './vocabulary.js'

export const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration'

const message = z.looseObject({ type: z.string(), target_link_uri: z.url().optional() })

/** A tool's registration (DR §3.4) as far as this LMS looks at it; every field may be missing here, so that
 * each LMS can complain in its own words. */
export const registrationShape = z.looseObject({
  application_type: z.string().optional(),
  grant_types: z.array(z.string()).optional(),
  response_types: z.array(z.string()).optional(),
  redirect_uris: z.unknown().optional(),
  initiate_login_uri: z.string().optional(),
  client_name: z.string().optional(),
  jwks_uri: z.string().optional(),
  token_endpoint_auth_method: z.string().optional(),
  scope: z.string().optional(),
  [toolConfiguration]: z.looseObject({
    domain: z.string().optional(),
    target_link_uri: z.string().optional(),
    description: z.string().optional(),
    custom_parameters: z.record(z.string(), z.string()).optional(),
    claims: z.array(z.string()).optional(),
    messages: z.array(message).optional(),
  }),
})

export type Registration = z.infer<typeof registrationShape>

/** A registration out of a request; null when it is not one. */
export function readRegistration(contentType: string, body: unknown): Registration | null {
  if (!contentType.startsWith('application/json') || typeof body !== 'string') return null
  try {
    return registrationShape.parse(JSON.parse(body))
  } catch {
    return null
  }
}

/** Web addresses as a list; null when it is anything else. */
function urlList(value: unknown): string[] | null {
  const parsed = z.array(z.url()).min(1).safeParse(value)
  return parsed.success ? parsed.data : null
}

const isUrl = (text: string | undefined): boolean => URL.canParse(text ?? '')

/** What is wrong with a registration in Moodle's words; null when nothing is. */
export function moodleProblem(registration: Registration): string | null {
  const { domain, target_link_uri: target } = registration[toolConfiguration]
  if (!registration.response_types?.includes('id_token')) return 'invalid_response_types'
  if (!isUrl(registration.initiate_login_uri)) return 'missing required attribute initiate_login_uri'
  if (!urlList(registration.redirect_uris)) return 'invalid_redirect_uris'
  if (!isUrl(registration.jwks_uri)) return 'missing required attribute jwks_uri'
  if (registration.token_endpoint_auth_method !== 'private_key_jwt')
    return 'invalid_token_endpoint_auth_method'
  if (!registration.client_name) return 'missing required attribute client_name'
  if (!domain) return 'missing_domain'
  // The port belongs to the domain.
  if (target !== undefined && (!isUrl(target) || new URL(target).host !== domain))
    return 'domain_targetlinkuri_mismatch'
  return null
}

/** What is wrong with a registration as Canvas sees it; null when nothing is. */
export function canvasProblem(registration: Registration): string | null {
  const unknown = (registration.scope ?? '')
    .split(' ')
    .filter((scope) => scope !== '' && !canvasScopes.includes(scope))
  if (registration.application_type !== 'web') return 'application_type must be web'
  if (!['client_credentials', 'implicit'].every((type) => registration.grant_types?.includes(type))) {
    return 'grant_types must include client_credentials, implicit'
  }
  if (unknown.length > 0) return `scope is invalid: ${unknown.join(' ')}`
  if (!registration[toolConfiguration].target_link_uri) return 'target_link_uri is required'
  return moodleProblem(registration)
}

function privacyOf(claims: readonly string[]): Privacy {
  const named = claims.includes('name') || claims.includes('given_name')
  if (claims.includes('email')) return named ? 'public' : 'email_only'
  return named ? 'name_only' : 'anonymous'
}

/** The settings a checked registration asks for. Until an administrator activates it a new tool does nothing. */
export function settingsOf(
  registration: Registration,
  given: { clientId: string; active: boolean; scopes: readonly string[] },
): ToolSettings {
  const { clientId, active } = given
  const tool = registration[toolConfiguration]
  const redirectUris = urlList(registration.redirect_uris) ?? []
  const deepLink = tool.messages?.find(({ type }) => type === 'LtiDeepLinkingRequest')
  return {
    clientId,
    name: registration.client_name ?? 'External tool',
    description: tool.description ?? '',
    loginUrl: registration.initiate_login_uri ?? '',
    redirectUris,
    launchUrl: tool.target_link_uri ?? redirectUris[0],
    deepLinkUrl: deepLink?.target_link_uri,
    keysUrl: registration.jwks_uri,
    scopes: (registration.scope ?? '').split(' ').filter((scope) => given.scopes.includes(scope)),
    custom: tool.custom_parameters,
    privacy: privacyOf(tool.claims ?? []),
    active,
  }
}
