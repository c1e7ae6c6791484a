import { registrationScope, scope } from './vocabulary.js'

/** The places in Canvas where the tool shows, and the message each sends (Canvas documentation). */
const canvasPlacements = [
  { placement: 'course_navigation', message: 'LtiResourceLinkRequest' },
  { placement: 'assignment_selection', message: 'LtiDeepLinkingRequest' },
  { placement: 'course_assignments_menu', message: 'LtiDeepLinkingRequest' },
  { placement: 'link_selection', message: 'LtiDeepLinkingRequest' },
] as const

const canvas = 'https://canvas.instructure.com/lti/'
const title = 'Cairn'
const description = 'Micro-credentials for educators: show evidence, be assessed, earn an Open Badge.'

/** Four services of Assignment and Grades, the roster, and the right to be told of copied courses: nothing else is asked for. */
const wantedScopes: readonly string[] = Object.values(scope)

/** Variables each launch brings along; one that a platform does not know arrives literally and is ignored. Lower snake case, or Moodle sends two (observed in Moodle 4.5). */
const customParameters = {
  context_history: '$Context.id.history',
  timezone: '$Person.address.timezone',
}

/** The places in Canvas that are asked for, by Canvas's names. */
export const placementsInCanvas: readonly string[] = canvasPlacements.map(({ placement }) => placement)

/** Where logins begin; with the host of a platform that cannot be told from another by issuer and client id, an address of its own. */
export const loginAddress = (publicUrl: string, host: string | null): string =>
  host === null ? `${publicUrl}/lti/login` : `${publicUrl}/lti/login/${host}`

/** Addresses of the tool as platforms need them. */
function toolAddresses(publicUrl: string, host: string | null) {
  return {
    login: loginAddress(publicUrl, host),
    redirect: `${publicUrl}/lti/launch`,
    keys: `${publicUrl}/lti/keys`,
    target: `${publicUrl}/`,
    icon: `${publicUrl}/assets/icons/cairn.svg`,
  }
}

/**
 * What we tell a platform about ourselves in dynamic registration (DR §3.2). Scopes the platform does not list are not asked for: Canvas answers 422 to one it does not know.
 * Canvas's own keys are named with their prefix and mean nothing elsewhere.
 */
export function registrationRequest(options: {
  publicUrl: string
  scopesSupported: readonly string[] | null
  forCanvas: boolean
  /** The platform's host, where it needs a login address of its own. */
  loginHost: string | null
}): Record<string, unknown> {
  const { publicUrl, scopesSupported, forCanvas, loginHost } = options
  const addresses = toolAddresses(publicUrl, loginHost)
  const scopes = wantedScopes.filter((each) => scopesSupported?.includes(each) ?? true)
  // Only of use where a platform takes updates, and only such a platform knows it.
  if (scopesSupported?.includes(registrationScope) ?? forCanvas) scopes.push(registrationScope)
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['client_credentials', 'implicit'],
    initiate_login_uri: addresses.login,
    redirect_uris: [addresses.redirect],
    client_name: title,
    jwks_uri: addresses.keys,
    logo_uri: addresses.icon,
    client_uri: addresses.target,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: scopes.join(' '),
    'https://purl.imsglobal.org/spec/lti-tool-configuration': {
      // With its port, exactly as in target_link_uri, or Moodle answers domain_targetlinkuri_mismatch (observed in Moodle 4.5).
      domain: new URL(publicUrl).host,
      description,
      target_link_uri: addresses.target,
      custom_parameters: customParameters,
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      messages: forCanvas ? canvasMessages(addresses.target) : plainMessages(addresses.target),
      ...(forCanvas ? { [`${canvas}privacy_level`]: 'public' } : {}),
    },
  }
}

function plainMessages(target: string) {
  return [
    { type: 'LtiResourceLinkRequest', target_link_uri: target, label: title },
    { type: 'LtiDeepLinkingRequest', target_link_uri: target, label: title, placements: ['ContentArea'] },
  ]
}

function canvasMessages(target: string) {
  return canvasPlacements.map(({ placement, message }) => ({
    type: message,
    target_link_uri: target,
    label: title,
    placements: [canvas + placement],
  }))
}

/** The developer key of a manual installation in Canvas (Canvas documentation); `host` is that of a Canvas which is not Instructure's. */
export function canvasDeveloperKey(publicUrl: string, host: string | null): Record<string, unknown> {
  const addresses = toolAddresses(publicUrl, host)
  return {
    title,
    description,
    oidc_initiation_url: addresses.login,
    target_link_uri: addresses.target,
    public_jwk_url: addresses.keys,
    scopes: wantedScopes,
    custom_fields: customParameters,
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(publicUrl).host,
        tool_id: 'cairn',
        privacy_level: 'public',
        settings: {
          text: title,
          icon_url: addresses.icon,
          placements: canvasPlacements.map(({ placement, message }) => ({
            placement,
            message_type: message,
            target_link_uri: addresses.target,
            text: title,
            icon_url: addresses.icon,
            ...(placement === 'course_navigation' ? { default: 'enabled' } : {}),
          })),
        },
      },
    ],
  }
}
