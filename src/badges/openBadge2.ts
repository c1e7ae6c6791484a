import { textIn } from '../catalogue/localizedText.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Institution } from '../institutions/institution.js'
import type { Addresses } from './addresses.js'
import type { IssuedAward } from './award.js'
import { asList, isJsonObject, type JsonObject } from './openBadges/json.js'

const context = 'https://w3id.org/openbadges/v2'

/** The hosted Open Badges 2.0 assertion of an award, for backpacks that do not read 3.0. */
export function hostedAssertion(award: IssuedAward, addresses: Addresses): JsonObject {
  return {
    '@context': context,
    type: 'Assertion',
    id: addresses.ob2Assertion(award.id),
    recipient: recipientOf(award),
    badge: addresses.ob2Badge(award.microCredentialId),
    verification: { type: 'hosted' },
    issuedOn: award.earnedAt.toISOString(),
    image: `${addresses.award(award.id)}.png`,
    ...(award.evidence.length > 0 && {
      evidence: award.evidence.map(({ url, ...words }) => ({ ...words, ...(url && { id: url }) })),
    }),
    related: [{ type: ['Related'], id: addresses.award(award.id), version: 'Open Badges v3p0' }],
  }
}

/** What stands at the assertion's address after revocation, with HTTP 410 (Open Badges 2.0, hosted verification). */
export function revokedAssertion(award: IssuedAward, addresses: Addresses): JsonObject {
  return {
    '@context': context,
    type: 'Assertion',
    id: addresses.ob2Assertion(award.id),
    revoked: true,
    ...(award.revoked && { revocationReason: award.revoked.reason }),
  }
}

/** The Open Badges 2.0 BadgeClass of a published micro-credential, in English where the reader asks for nothing else. */
export function badgeClass(microCredential: MicroCredential, addresses: Addresses): JsonObject {
  const { id, institutionId, title, competency, method, alignment } = microCredential
  return {
    '@context': context,
    type: 'BadgeClass',
    id: addresses.ob2Badge(id),
    name: textIn(title, 'en'),
    description: textIn(competency, 'en'),
    image: `${addresses.achievement(id)}.png`,
    criteria: { id: addresses.achievement(id), narrative: textIn(method, 'en') },
    issuer: addresses.ob2Issuer(institutionId),
    ...(alignment.length > 0 && {
      alignment: alignment.map((item) => ({
        targetName: item.targetName,
        targetUrl: item.targetUrl,
        targetFramework: item.frameworkName,
        ...(item.targetCode && { targetCode: item.targetCode }),
        ...(item.targetDescription && { targetDescription: item.targetDescription }),
      })),
    }),
    related: [{ type: ['Related'], id: addresses.achievement(id), version: 'Open Badges v3p0' }],
  }
}

/** The Open Badges 2.0 issuer profile of an institution. We hold no public e-mail address of it, and invent none. */
export function issuerProfile(institution: Institution, addresses: Addresses): JsonObject {
  return {
    '@context': context,
    type: 'Issuer',
    id: addresses.ob2Issuer(institution.id),
    name: institution.name,
    url: institution.url ?? addresses.issuer(institution.id),
    verification: { type: 'VerificationObject', startsWith: [`${addresses.publicUrl}/ob2/`] },
  }
}

/** The same hash the 3.0 credential carries; without one, the award's own subject id. */
function recipientOf(award: IssuedAward): JsonObject {
  const credential = JSON.parse(award.issued.credential) as JsonObject
  const subject = isJsonObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const [identifier] = asList(subject.identifier).filter(isJsonObject)
  if (identifier?.identityType !== 'emailAddress')
    return { type: 'id', hashed: false, identity: award.subjectId }
  return { type: 'email', hashed: true, salt: identifier.salt, identity: identifier.identityHash }
}
