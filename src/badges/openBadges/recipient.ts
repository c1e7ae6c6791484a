import { createHash } from 'node:crypto'
import type { JsonObject } from './json.js'

/** Who earned a badge, as the badge may say it: an address or an LMS user id, never in clear. */
export interface Recipient {
  identity: string
  identityType: 'emailAddress' | 'ltiUserId'
  salt: string
}

/**
 * The identity as it is hashed: trimmed and, for e-mail, lower case. Open Badges 3.0 is silent on case, so whoever checks a
 * recipient has to know that we fold it.
 */
function normalizedIdentity(identity: string, identityType: string): string {
  const trimmed = identity.trim()
  return identityType === 'emailAddress' ? trimmed.toLowerCase() : trimmed
}

/** `sha256$` and the hex digest of identity and salt (Open Badges 3.0 §B.6.2 IdentityHash, and 2.0 IdentityObject). */
export function identityHash(identity: string, salt: string): string {
  return `sha256$${createHash('sha256')
    .update(identity + salt, 'utf8')
    .digest('hex')}`
}

/** The recipient as an Open Badges 3.0 IdentityObject. */
export function identityObject(recipient: Recipient): JsonObject {
  return {
    type: 'IdentityObject',
    hashed: true,
    identityHash: identityHash(
      normalizedIdentity(recipient.identity, recipient.identityType),
      recipient.salt,
    ),
    identityType: recipient.identityType,
    salt: recipient.salt,
  }
}

/**
 * Whether a person is the one an identity object or an Open Badges 2.0 recipient names.
 * @param stated identity text or hash, hash told by its `sha256$` prefix
 */
export function identityMatches(stated: string, salt: string, person: string): boolean {
  const candidates = [person.trim(), person.trim().toLowerCase()]
  return candidates.some((candidate) =>
    stated.startsWith('sha256$')
      ? identityHash(candidate, salt) === stated.toLowerCase()
      : candidate.toLowerCase() === stated.trim().toLowerCase(),
  )
}
