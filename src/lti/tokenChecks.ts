import type { RefusalCode } from './refusals.js'

/** Everything the checks look at: what came, and what this login must bring. Times in seconds since the epoch. */
export interface TokenFacts {
  claims: Record<string, unknown>
  expected: {
    issuer: string
    clientId: string
    nonce: string
    /** The deployment named at login, where it was named. */
    deploymentId: string | null
    /** Our own origin: the only one a launch may aim at. */
    origin: string
    /** Origins of the registered platform; a deep-linking answer may go to one of them even without https. */
    platformOrigins: readonly string[]
  }
  now: number
}

/** A check answers the code of what is wrong, or null. */
export type Check = (facts: TokenFacts) => RefusalCode | null

/** How far clocks may be apart, and how old a token may be when it arrives (Security §5.1.3 step 8: the range is ours). */
const leewaySeconds = 60
const maximumAgeSeconds = 600

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** Security §5.1.3 step 2: iss is exactly the issuer of the registration this login was begun at (no mix-up between platforms). */
export const issuerIsTheirs: Check = ({ claims, expected }) =>
  claims['iss'] === expected.issuer ? null : 'lti.issuer'

/** Security §5.1.3 step 3: we are the audience, and nobody we do not know is another. */
export const audienceIsUs: Check = ({ claims, expected }) => {
  const audience: unknown[] = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']]
  const ours = audience.length > 0 && audience.every((each) => each === expected.clientId)
  return ours ? null : 'lti.audience'
}

/** Security §5.1.3 steps 4 and 5: azp, when it is there, is us, however many audiences there are. */
export const authorizedPartyIsUs: Check = ({ claims, expected }) =>
  claims['azp'] === undefined || claims['azp'] === expected.clientId ? null : 'lti.authorized-party'

/** Security §5.1.3 step 7: exp is required, and has not passed. */
export const notExpired: Check = ({ claims, now }) => {
  if (!isTime(claims['exp'])) return 'lti.expiry-missing'
  return now < claims['exp'] + leewaySeconds ? null : 'lti.expired'
}

/** Security §5.1.3 step 8: iat is required, not of the future and not of long ago. */
export const issuedWithin =
  (seconds: number): Check =>
  ({ claims, now }) => {
    if (!isTime(claims['iat'])) return 'lti.issued-at-missing'
    if (claims['iat'] > now + leewaySeconds) return 'lti.issued-in-future'
    return claims['iat'] < now - seconds ? 'lti.too-old' : null
  }

/** RFC 7519 §4.1.5: nbf, when it is there, has come. */
export const alreadyValid: Check = ({ claims, now }) => {
  if (claims['nbf'] === undefined) return null
  return isTime(claims['nbf']) && claims['nbf'] <= now + leewaySeconds ? null : 'lti.not-yet-valid'
}

/** Security §5.1.3 step 9 with §5.1.1.2: the very nonce issued for this login, not merely one that has not been seen. */
const nonceIsOurs: Check = ({ claims, expected }) => {
  if (typeof claims['nonce'] !== 'string') return 'lti.nonce-missing'
  return claims['nonce'] === expected.nonce ? null : 'lti.nonce-foreign'
}

/** Security §5.1.3 after the signature (step 1) and the algorithm (step 6), in the order of the specification. */
export const tokenChecks: readonly Check[] = [
  issuerIsTheirs,
  audienceIsUs,
  authorizedPartyIsUs,
  notExpired,
  issuedWithin(maximumAgeSeconds),
  alreadyValid,
  nonceIsOurs,
]
