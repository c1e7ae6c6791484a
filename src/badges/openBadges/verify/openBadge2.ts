import { isDeepStrictEqual } from 'node:util'
import type { FetchDocument } from '../fetchDocument.js'
import { asList, asText, isJsonObject, parseJson, type Json, type JsonObject } from '../json.js'
import { identityMatches } from '../recipient.js'
import { check, type Check } from './checks.js'
import { fetchJson } from './issuerKey.js'
import type { Verifying } from './proof.js'

const accept = 'application/ld+json, application/json'

/** The three linked documents of an Open Badges 2.0 award, as their hosts served them. */
export interface OpenBadge2 {
  assertion: JsonObject
  badgeClass: JsonObject | null
  issuer: JsonObject | null
}

/** Whether a JSON document means to be an Open Badges 2.0 assertion. */
export function looksLikeOpenBadge2(document: JsonObject): boolean {
  return asList(document.type).includes('Assertion') && document.badge !== undefined
}

/**
 * Verifies a hosted Open Badges 2.0 assertion: what the issuer serves at its id today is the truth, the copy in hand only leads there.
 * Signed 2.0 assertions are not verified and say so.
 */
export async function verifyOpenBadge2(
  given: JsonObject,
  verifying: Verifying,
  recipient?: string,
): Promise<{ checks: Check[]; badge: OpenBadge2 }> {
  const id = asText(given.id)
  const copy = { assertion: given, badgeClass: null, issuer: null }
  if (!id || !URL.canParse(id)) return { checks: [check('shape', false, 'wrong', 'id')], badge: copy }
  const verification = isJsonObject(given.verification) ? asText(given.verification.type) : undefined
  if (verification && !/^hosted(badge)?$/i.test(verification))
    return {
      checks: [check('shape', true, 'right'), check('proof', null, 'unsupported', verification)],
      badge: copy,
    }

  const served = await fetchHosted(id, verifying.fetchDocument)
  if ('check' in served) return { checks: [check('shape', true, 'right'), ...served.check], badge: copy }
  const badge = await linkedDocuments(served.assertion, verifying.fetchDocument)
  return {
    badge,
    checks: [
      checkShape(badge),
      checkSubject(badge.assertion),
      sameAward(given, badge.assertion)
        ? check('hosted', true, 'served', id)
        : check('hosted', false, 'differs', id),
      checkScope(badge),
      check('status', true, 'current'),
      checkDates(badge.assertion, verifying.now),
      ...(recipient ? [checkRecipient(badge.assertion, recipient)] : []),
    ],
  }
}

/** 410 Gone is how an issuer says a hosted assertion is revoked (Open Badges 2.0, hosted verification). */
async function fetchHosted(
  id: string,
  fetchDocument: FetchDocument,
): Promise<{ assertion: JsonObject } | { check: Check[] }> {
  const answer = await fetchDocument(id, accept)
  if (!answer.ok) return { check: [check('hosted', null, 'unreachable', id)] }
  const parsed = parseJson(Buffer.from(answer.body).toString('utf8'))
  const body = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {}
  if (answer.status === 410 || body.revoked === true) {
    const reason = asText(body.revocationReason)
    return { check: [check('hosted', true, 'served', id), check('status', false, 'revoked', reason)] }
  }
  if (answer.status === 404) return { check: [check('hosted', false, 'missing', id)] }
  if (answer.status !== 200) return { check: [check('hosted', null, 'unreachable', id)] }
  if (body.id !== id) return { check: [check('hosted', false, 'differs', id)] }
  return { assertion: body }
}

async function linkedDocuments(assertion: JsonObject, fetchDocument: FetchDocument): Promise<OpenBadge2> {
  const badgeClass = await resolve(assertion.badge, fetchDocument)
  return { assertion, badgeClass, issuer: badgeClass && (await resolve(badgeClass.issuer, fetchDocument)) }
}

/** A linked document is always read from its own address, whatever copy stands in its place. */
async function resolve(link: Json | undefined, fetchDocument: FetchDocument): Promise<JsonObject | null> {
  const url = asText(isJsonObject(link) ? link.id : link)
  if (!url || !URL.canParse(url)) return null
  const document = await fetchJson(url, accept, fetchDocument)
  return document?.id === url ? document : null
}

function checkShape({ assertion, badgeClass, issuer }: OpenBadge2): Check {
  if (!badgeClass) return check('shape', null, 'badge-class-unreachable')
  if (!issuer) return check('shape', null, 'issuer-unreachable')
  const whole = asText(badgeClass.name) && asText(issuer.name) && asText(assertion.issuedOn)
  return whole ? check('shape', true, 'right') : check('shape', false, 'wrong', 'name')
}

function checkSubject(assertion: JsonObject): Check {
  const recipient = assertion.recipient
  const named = isJsonObject(recipient) && asText(recipient.identity) !== undefined
  return check('subject', named, named ? 'named' : 'nobody')
}

function sameAward(given: JsonObject, served: JsonObject): boolean {
  const idOf = (link: Json | undefined) => (isJsonObject(link) ? link.id : link)
  const recipientOf = ({ recipient }: JsonObject) =>
    isJsonObject(recipient) ? recipient.identity : recipient
  return (
    isDeepStrictEqual(idOf(given.badge), idOf(served.badge)) &&
    isDeepStrictEqual(recipientOf(given), recipientOf(served))
  )
}

/** The issuer must vouch for the place: its own origin, or one its profile's `verification` allows. */
function checkScope({ assertion, badgeClass, issuer }: OpenBadge2): Check {
  if (!badgeClass || !issuer) return check('issuer', null, 'unreachable')
  const issuerId = asText(issuer.id) ?? ''
  const policy = isJsonObject(issuer.verification) ? issuer.verification : {}
  const prefixes = asList(policy.startsWith).map(String)
  const hosts = asList(policy.allowedOrigins).map(String)
  const vouched = [assertion.id, badgeClass.id].every((id) => {
    const url = new URL(String(id))
    if (prefixes.length > 0) return prefixes.some((prefix) => url.href.startsWith(prefix))
    if (hosts.length > 0) return hosts.includes(url.host) || hosts.includes(url.origin)
    return url.origin === new URL(issuerId).origin
  })
  return check('issuer', vouched, vouched ? 'own-origin' : 'foreign-origin', issuerId)
}

function checkDates(assertion: JsonObject, now: Date): Check {
  const from = Date.parse(String(assertion.issuedOn))
  if (Number.isNaN(from)) return check('dates', null, 'unreadable')
  if (from > now.getTime() + 300_000) return check('dates', false, 'not-yet', new Date(from).toISOString())
  if (assertion.expires === undefined) return check('dates', true, 'lasting')
  const until = Date.parse(String(assertion.expires))
  return until > now.getTime() ? check('dates', true, 'current') : check('dates', false, 'expired')
}

function checkRecipient(assertion: JsonObject, person: string): Check {
  const recipient = assertion.recipient
  if (!isJsonObject(recipient)) return check('recipient', null, 'not-stated')
  const matched = identityMatches(asText(recipient.identity) ?? '', asText(recipient.salt) ?? '', person)
  return check('recipient', matched, matched ? 'matches' : 'differs')
}
