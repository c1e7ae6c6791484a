import { Refused } from '../errors/errors.js'

/**
 * Every reason why a request of the protocol is turned down: a stable code for the log and for support, the status, and which of a few kind
 * pages says what to do next. Codes are never renamed: institutions quote them.
 */
export const refusals = {
  // What the platform or the browser sent is not a request of the protocol.
  'lti.request-malformed': { status: 400, page: 'again' },
  'lti.login-incomplete': { status: 400, page: 'again' },
  'lti.target-foreign': { status: 400, page: 'admin' },
  'lti.token-missing': { status: 400, page: 'again' },
  'lti.token-malformed': { status: 400, page: 'again' },
  'lti.platform-error': { status: 400, page: 'platform' },
  // Who is asking?
  'lti.platform-unknown': { status: 404, page: 'admin' },
  'lti.platform-ambiguous': { status: 400, page: 'admin' },
  'lti.platform-pending': { status: 403, page: 'waiting' },
  'lti.platform-disabled': { status: 403, page: 'off' },
  'lti.deployment-pending': { status: 403, page: 'waiting' },
  'lti.deployment-disabled': { status: 403, page: 'off' },
  'lti.deployment-changed': { status: 400, page: 'again' },
  // Is this the login that this browser began?
  'lti.state-missing': { status: 400, page: 'again' },
  'lti.state-unknown': { status: 400, page: 'again' },
  'lti.browser-foreign': { status: 403, page: 'again' },
  'lti.login-used': { status: 400, page: 'again' },
  'lti.handover-used': { status: 400, page: 'again' },
  'lti.handover-foreign': { status: 403, page: 'again' },
  // Is the token genuine, for us, and of now?
  'lti.key-unnamed': { status: 401, page: 'admin' },
  'lti.algorithm': { status: 401, page: 'admin' },
  'lti.key-unknown': { status: 401, page: 'admin' },
  'lti.keys-unreachable': { status: 424, page: 'platform' },
  'lti.signature': { status: 401, page: 'admin' },
  'lti.issuer': { status: 401, page: 'admin' },
  'lti.audience': { status: 401, page: 'admin' },
  'lti.authorized-party': { status: 401, page: 'admin' },
  'lti.expiry-missing': { status: 401, page: 'admin' },
  'lti.expired': { status: 401, page: 'again' },
  'lti.issued-at-missing': { status: 401, page: 'admin' },
  'lti.issued-in-future': { status: 401, page: 'admin' },
  'lti.too-old': { status: 401, page: 'again' },
  'lti.not-yet-valid': { status: 401, page: 'admin' },
  'lti.nonce-missing': { status: 401, page: 'admin' },
  'lti.nonce-foreign': { status: 401, page: 'again' },
  // Is the message complete?
  'lti.version': { status: 400, page: 'admin' },
  'lti.message-type': { status: 400, page: 'admin' },
  'lti.deployment-missing': { status: 400, page: 'admin' },
  'lti.subject': { status: 400, page: 'admin' },
  'lti.roles': { status: 400, page: 'admin' },
  'lti.target-link': { status: 400, page: 'admin' },
  'lti.resource-link': { status: 400, page: 'admin' },
  'lti.context': { status: 400, page: 'admin' },
  'lti.deep-linking-settings': { status: 400, page: 'admin' },
  'lti.deep-linking-return': { status: 400, page: 'admin' },
  'lti.for-user': { status: 400, page: 'admin' },
  // Registration of a platform.
  'lti.registration-link': { status: 404, page: 'registration-link' },
  'lti.registration-request': { status: 400, page: 'registration' },
  'lti.registration-configuration': { status: 400, page: 'registration' },
  'lti.registration-issuer': { status: 400, page: 'registration' },
  'lti.registration-endpoint': { status: 400, page: 'registration' },
  'lti.registration-refused': { status: 424, page: 'registration' },
  'lti.registration-known': { status: 409, page: 'registration-known' },
} as const satisfies Record<string, { status: number; page: string }>

export type RefusalCode = keyof typeof refusals

/** The exception of a refusal, for the web shell's table; `detail` is for the log and must hold no token and no personal data. */
export function refused(code: RefusalCode, detail?: string): Refused {
  const { status, page } = refusals[code]
  return new Refused(code, status, detail ?? code, { page })
}
