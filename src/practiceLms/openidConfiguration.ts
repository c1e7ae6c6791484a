import type { Site } from './site.js'

const placements = {
  moodle: ['ContentArea'],
  canvas: [
    'course_navigation',
    'assignment_selection',
    'course_assignments_menu',
    'link_selection',
    'module_index_menu_modal',
  ].map((name) => `https://canvas.instructure.com/lti/${name}`),
}

/** The platform's configuration, which a tool reads before it registers (DR §2.1). */
export function openidConfiguration(site: Site): Record<string, unknown> {
  const base = site.baseUrl()
  const { name } = site.personality
  return {
    issuer: site.issuer(),
    token_endpoint: `${base}/lti/token`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    jwks_uri: `${base}/lti/keys`,
    authorization_endpoint: `${base}/lti/authorize`,
    registration_endpoint: `${base}/lti/registration`,
    scopes_supported: [...site.personality.scopes, 'openid'],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: name,
      version: name === 'moodle' ? '4.5.6 (Build: 20250811)' : 'OpenSource',
      messages_supported: [
        { type: 'LtiResourceLinkRequest', ...(name === 'canvas' ? { placements: placements.canvas } : {}) },
        { type: 'LtiDeepLinkingRequest', placements: placements[name] },
      ],
      variables: [
        'Context.id',
        'Context.title',
        'Context.id.history',
        'ResourceLink.id',
        'ResourceLink.title',
        'User.id',
      ],
      ...(name === 'canvas' ? { 'https://canvas.instructure.com/lti/account_name': 'Practice Account' } : {}),
    },
  }
}
