import { Refused } from '../errors/errors.js'

/**
 * Every reason why a request of the protocol is turned down: a stable code for the log and for support, the status, and which of a few kind
 * pages (`errors.lti.<page>`) says what to do next. Codes are never renamed: institutions quote them.
 */
export const refusals = {
  // What the platform or the browser sent is not a request of the protocol.
  'lti.request-malformed': { status: 400, page: 'bad_request' },
  'lti.login-incomplete': { status: 400, page: 'bad_request' },
  'lti.target-foreign': { status: 400, page: 'bad_request' },
  'lti.token-missing': { status: 400, page: 'state_missing' },
  'lti.token-malformed': { status: 400, page: 'bad_token' },
  'lti.platform-error': { status: 400, page: 'platform_error' },
  // Who is asking?
  'lti.platform-unknown': { status: 404, page: 'unknown_platform' },
  'lti.platform-ambiguous': { status: 400, page: 'platform_ambiguous' },
  'lti.platform-pending': { status: 403, page: 'platform_pending' },
  'lti.platform-disabled': { status: 403, page: 'platform_disabled' },
  'lti.deployment-pending': { status: 403, page: 'unknown_deployment' },
  'lti.deployment-disabled': { status: 403, page: 'platform_disabled' },
  'lti.platform-busy': { status: 429, page: 'platform_busy' },
  'lti.deployment-changed': { status: 400, page: 'bad_token' },
  // Is this the login that this browser began?
  'lti.state-missing': { status: 400, page: 'state_missing' },
  'lti.state-unknown': { status: 400, page: 'state_unknown' },
  'lti.browser-foreign': { status: 403, page: 'state_unknown' },
  'lti.login-used': { status: 400, page: 'replayed' },
  'lti.handover-used': { status: 400, page: 'code_used' },
  'lti.handover-foreign': { status: 403, page: 'state_unknown' },
  // Is the token genuine, for us, and of now?
  'lti.key-unnamed': { status: 401, page: 'bad_signature' },
  'lti.algorithm': { status: 401, page: 'bad_signature' },
  'lti.key-unknown': { status: 401, page: 'bad_signature' },
  'lti.keys-unreachable': { status: 424, page: 'keys_unreachable' },
  'lti.signature': { status: 401, page: 'bad_signature' },
  'lti.platform-mixed': { status: 401, page: 'bad_token' },
  'lti.issuer': { status: 401, page: 'bad_token' },
  'lti.audience': { status: 401, page: 'bad_token' },
  'lti.authorized-party': { status: 401, page: 'bad_token' },
  'lti.expiry-missing': { status: 401, page: 'bad_token' },
  'lti.expired': { status: 401, page: 'expired' },
  'lti.issued-at-missing': { status: 401, page: 'bad_token' },
  'lti.issued-in-future': { status: 401, page: 'bad_token' },
  'lti.too-old': { status: 401, page: 'expired' },
  'lti.not-yet-valid': { status: 401, page: 'bad_token' },
  'lti.nonce-missing': { status: 401, page: 'bad_token' },
  'lti.nonce-foreign': { status: 401, page: 'state_unknown' },
  // Is the message complete?
  'lti.version': { status: 400, page: 'unsupported_message' },
  'lti.message-type': { status: 400, page: 'unsupported_message' },
  'lti.deployment-missing': { status: 400, page: 'bad_token' },
  'lti.subject': { status: 400, page: 'bad_token' },
  'lti.roles': { status: 400, page: 'bad_token' },
  'lti.target-link': { status: 400, page: 'bad_token' },
  'lti.resource-link': { status: 400, page: 'bad_token' },
  'lti.context': { status: 400, page: 'bad_token' },
  'lti.deep-linking-settings': { status: 400, page: 'bad_token' },
  'lti.deep-linking-return': { status: 400, page: 'bad_token' },
  'lti.for-user': { status: 400, page: 'bad_token' },
  // A notice of the platform (Platform Notification Service).
  'lti.notice-malformed': { status: 400, page: 'bad_request' },
  'lti.notice-used': { status: 409, page: 'replayed' },
  'lti.deployment-unknown': { status: 403, page: 'unknown_deployment' },
  // Registration of a platform.
  'lti.registration-link': { status: 404, page: 'registration_link' },
  'lti.registration-request': { status: 400, page: 'registration_failed' },
  'lti.registration-configuration': { status: 400, page: 'registration_failed' },
  'lti.registration-issuer': { status: 400, page: 'registration_failed' },
  'lti.registration-endpoint': { status: 400, page: 'registration_failed' },
  'lti.registration-refused': { status: 424, page: 'registration_failed' },
  'lti.registration-known': { status: 409, page: 'registration_failed' },
  'lti.registration-other': { status: 409, page: 'registration_other' },
} as const satisfies Record<string, { status: number; page: string }>

export type RefusalCode = keyof typeof refusals

/**
 * The exception of a refusal, for the web shell's table; `detail` is for the log and must hold no token and no personal data. `facts` are for the page: `retryAfter` in
 * seconds, `address` to put into the LMS.
 */
export function refused(
  code: RefusalCode,
  detail?: string,
  { retryAfter, address }: { retryAfter?: number | undefined; address?: string | undefined } = {},
): Refused {
  const { status, page } = refusals[code]
  return new Refused(code, status, detail, {
    page: `lti.${page}`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(address === undefined ? {} : { address }),
  })
}
