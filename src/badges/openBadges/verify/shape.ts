import { z } from 'zod'
import { credentialsV1, credentialsV2 } from '../contexts.js'
import { asList, asText, isJsonObject, type Json, type JsonObject } from '../json.js'
import { identityMatches } from '../recipient.js'
import { check, type Check } from './checks.js'

const uri = z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/)
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])
const dateTimeStamp = z.iso.datetime({ offset: true })
const named = z.union([uri, z.looseObject({ id: uri })])

/** The members Open Badges 3.0 §B.1 requires, accepting the compacted form in which a set of one is a plain value. */
const credentialShape = z.looseObject({
  '@context': z.array(z.union([z.string(), z.looseObject({})])).min(2),
  id: uri,
  type: oneOrMore,
  issuer: named,
  credentialSubject: z.looseObject({
    achievement: z.looseObject({
      id: uri,
      type: oneOrMore,
      name: z.string().min(1),
      description: z.string(),
      criteria: z.looseObject({}),
    }),
  }),
})
const datesV2 = z.looseObject({ validFrom: dateTimeStamp, validUntil: dateTimeStamp.optional() })
const datesV1 = z.looseObject({ issuanceDate: dateTimeStamp, expirationDate: dateTimeStamp.optional() })

/** Whether a JSON document means to be an Open Badges 3.0 credential. */
export function looksLikeOpenBadge3(document: JsonObject): boolean {
  const types = asList(document.type)
  return types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')
}

/** Whether the credential has the members and forms Open Badges 3.0 requires; the detail names the first that is wrong. */
export function checkShape(credential: JsonObject): Check {
  const contexts = asList(credential['@context'])
  const base = contexts[0]
  if (base !== credentialsV2 && base !== credentialsV1) return check('shape', false, 'wrong', '@context')
  if (
    !contexts.some((context) =>
      asText(context)?.startsWith('https://purl.imsglobal.org/spec/ob/v3p0/context'),
    )
  )
    return check('shape', false, 'wrong', '@context')
  if (!asList(credential.type).includes('VerifiableCredential')) return check('shape', false, 'wrong', 'type')
  if (redefinesTerms(credential)) return check('shape', false, 'redefines-terms')
  for (const shape of [credentialShape, base === credentialsV2 ? datesV2 : datesV1]) {
    const parsed = shape.safeParse(credential)
    if (!parsed.success) return check('shape', false, 'wrong', parsed.error.issues[0]?.path.join('.'))
  }
  return check('shape', true, 'right')
}

/**
 * Whether JSON-LD keywords below the top level could make words mean something else than they say: a signature covers meaning, while
 * people and wallets read the words.
 */
function redefinesTerms(credential: JsonObject): boolean {
  const waiting: [Json | undefined, boolean][] = [[credential, true]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, top] = next
    if (Array.isArray(value)) for (const item of value) waiting.push([item, false])
    else if (isJsonObject(value))
      for (const [key, item] of Object.entries(value)) {
        if (key.startsWith('@') && !(top && key === '@context')) return true
        if (!(top && key === '@context')) waiting.push([item, false])
      }
  }
  return false
}

/** Whether the credential says whom it is about. The JSON schema does not demand an id or an identifier; §B.2.1 does. */
export function checkSubject(credential: JsonObject): Check {
  const subject = credential.credentialSubject
  if (!isJsonObject(subject)) return check('subject', false, 'nobody')
  const named = asText(subject.id) !== undefined || asList(subject.identifier).some(isJsonObject)
  return check('subject', named, named ? 'named' : 'nobody')
}

/** Whether the badge was given to this person: an e-mail address or identifier, compared with each hash or text it carries. */
export function checkRecipient(credential: JsonObject, person: string): Check {
  const subject = isJsonObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const identifiers = asList(subject.identifier).filter(isJsonObject)
  if (identifiers.length === 0) return check('recipient', null, 'not-stated')
  const matched = identifiers.some((identifier) => {
    const stated = asText(identifier.identityHash) ?? asText(identifier.identifier)
    return stated !== undefined && identityMatches(stated, asText(identifier.salt) ?? '', person)
  })
  return check('recipient', matched, matched ? 'matches' : 'differs')
}

/** Whether the credential is valid now, with five minutes' grace for clocks that disagree. */
export function checkDates(credential: JsonObject, now: Date): Check {
  const from = Date.parse(String(credential.validFrom ?? credential.issuanceDate))
  const end = credential.validUntil ?? credential.expirationDate
  if (Number.isNaN(from)) return check('dates', null, 'unreadable')
  if (from > now.getTime() + 300_000) return check('dates', false, 'not-yet', new Date(from).toISOString())
  if (end === undefined) return check('dates', true, 'lasting')
  const until = Date.parse(String(end))
  if (Number.isNaN(until)) return check('dates', null, 'unreadable')
  return until > now.getTime()
    ? check('dates', true, 'current', new Date(until).toISOString())
    : check('dates', false, 'expired', new Date(until).toISOString())
}
