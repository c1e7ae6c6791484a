import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { didWebUrl } from '../didWeb.js'
import type { FetchDocument } from '../fetchDocument.js'
import { asList, asText, isJsonObject, parseJson, type JsonObject } from '../json.js'
import { publicKeyFrom } from '../keys.js'

export type KeyRefusal = 'unreachable' | 'unsupported' | 'foreign-key' | 'unlisted-key' | 'retired-key'
export type IssuerMethods = { ok: true; methods: JsonObject[] } | { ok: false; code: KeyRefusal }

const key2020 = 'Ed25519VerificationKey2020'

/**
 * Every key an issuer vouches for: the assertion methods of its DID document, or the key itself for did:key. A key is trusted
 * only because it is reached from the issuer's own id, never because a badge brings it along.
 * @param issuerId did:web, did:key, or an https address
 * @param methodId the key the badge names; an https issuer is asked for that key only, and only on its own origin
 */
export async function issuerMethods(
  issuerId: string,
  methodId: string | undefined,
  fetchDocument: FetchDocument,
): Promise<IssuerMethods> {
  const [owner] = (methodId ?? issuerId).split('#')
  if (issuerId.startsWith('did:')) {
    if (owner !== issuerId) return { ok: false, code: 'foreign-key' }
    return issuerId.startsWith('did:key:') ? didKeyMethods(issuerId) : didWebMethods(issuerId, fetchDocument)
  }
  if (!methodId || !URL.canParse(issuerId) || !URL.canParse(methodId))
    return { ok: false, code: 'unsupported' }
  if (new URL(issuerId).origin !== new URL(methodId).origin) return { ok: false, code: 'foreign-key' }
  return hostedMethod(issuerId, methodId, fetchDocument)
}

/** The method with this id, refused when its controller is someone else or it is revoked or expired (both may be in the past only). */
export function methodWithId(
  methods: JsonObject[],
  methodId: string,
  issuerId: string,
  now: Date,
): { ok: true; method: JsonObject } | { ok: false; code: KeyRefusal } {
  const method = methods.find(({ id }) => id === methodId)
  if (!method) return { ok: false, code: 'unlisted-key' }
  if (method.controller !== issuerId) return { ok: false, code: 'foreign-key' }
  return retired(method, now) ? { ok: false, code: 'retired-key' } : { ok: true, method }
}

/** Whether a key is past its `revoked` or `expires`; a date that cannot be read counts as past. */
export function retired(method: JsonObject, now: Date): boolean {
  return [method.revoked, method.expires]
    .filter((end) => end !== undefined)
    .some((end) => !(Date.parse(String(end)) > now.getTime()))
}

/** The Ed25519 key of a verification method; null when it is of another kind. */
export function ed25519Of(method: JsonObject): KeyObject | null {
  const multibase = asText(method.publicKeyMultibase)
  if (multibase) return publicKeyFrom(multibase)
  const jwk = method.publicKeyJwk
  if (!isJsonObject(jwk) || jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') return null
  try {
    return createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: asText(jwk.x) } as JsonWebKey,
    })
  } catch {
    return null
  }
}

function didKeyMethods(did: string): IssuerMethods {
  const publicKeyMultibase = did.slice('did:key:'.length)
  const id = `${did}#${publicKeyMultibase}`
  return publicKeyFrom(publicKeyMultibase)
    ? { ok: true, methods: [{ id, type: 'Multikey', controller: did, publicKeyMultibase }] }
    : { ok: false, code: 'unsupported' }
}

async function didWebMethods(did: string, fetchDocument: FetchDocument): Promise<IssuerMethods> {
  const url = didWebUrl(did)
  if (!url) return { ok: false, code: 'unsupported' }
  const document = await fetchJson(url, 'application/did+json, application/json', fetchDocument)
  if (!document) return { ok: false, code: 'unreachable' }
  if (document.id !== did) return { ok: false, code: 'foreign-key' }
  const listed = [document.verificationMethod, document.assertionMethod]
    .flatMap(asList)
    .filter(isJsonObject)
    .map((method) => ({ ...method, id: absolute(did, method.id) }))
  const assertable = new Set(
    asList(document.assertionMethod).map((entry) => absolute(did, isJsonObject(entry) ? entry.id : entry)),
  )
  return { ok: true, methods: listed.filter(({ id }) => assertable.has(id)) }
}

function absolute(did: string, id: unknown): string {
  return typeof id === 'string' ? (id.startsWith('#') ? `${did}${id}` : id) : ''
}

async function hostedMethod(
  issuerId: string,
  methodId: string,
  fetchDocument: FetchDocument,
): Promise<IssuerMethods> {
  const key = await fetchJson(methodId, 'application/json', fetchDocument)
  if (!key) return { ok: false, code: 'unreachable' }
  // A VC-JWT `kid` leads to one bare JWK, which has no controller: the shared origin speaks for it (Open Badges 3.0 §8.2.2).
  if (typeof key.kty === 'string')
    return {
      ok: true,
      methods: [{ id: methodId, type: 'JsonWebKey', controller: issuerId, publicKeyJwk: key }],
    }
  const known = key.type === 'Multikey' || key.type === key2020
  return known ? { ok: true, methods: [key] } : { ok: false, code: 'unsupported' }
}

/** A JSON object from an address, within the limits for strangers; null when there is none. */
export async function fetchJson(
  url: string,
  accept: string,
  fetchDocument: FetchDocument,
): Promise<JsonObject | null> {
  const answer = await fetchDocument(url, accept)
  if (!answer.ok || answer.status !== 200) return null
  const parsed = parseJson(Buffer.from(answer.body).toString('utf8'))
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : null
}
