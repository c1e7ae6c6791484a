import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose'
import { asText, isJsonObject, parseJson, type JsonObject } from '../json.js'
import { registeredClaims } from '../jwt.js'
import { check, type Check } from './checks.js'
import { issuerMethods, retired } from './issuerKey.js'
import { issuerIdOf, refusedKey, untold, type ProofChecks, type Verifying } from './proof.js'

/** Asymmetric algorithms only: with a shared secret anyone who can verify can also sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

export interface ReadJwt {
  header: JsonObject
  payload: JsonObject
  credential: JsonObject
}

/** Whether a text has the form of a compact JWS. */
export function isCompactJws(text: string): boolean {
  return /^[\w-]{2,}\.[\w-]{2,}\.[\w-]*$/.test(text)
}

/** Header, payload and the credential in it (wrapped in `vc` by VC Data Model 1.1); null when they cannot be read. */
export function readJwt(jwt: string): ReadJwt | null {
  const [header, payload] = jwt.split('.').slice(0, 2).map(decodePart)
  if (!header || !payload) return null
  return { header, payload, credential: isJsonObject(payload.vc) ? payload.vc : payload }
}

/**
 * Checks a VC-JWT (Open Badges 3.0 §8.2). The key is looked up from the issuer's id by `kid`; a `jwk` in the header proves only
 * that somebody holds it, so it merely helps to choose among the issuer's own keys.
 */
export async function checkJwt(jwt: string, read: ReadJwt, verifying: Verifying): Promise<ProofChecks> {
  const issuerId = issuerIdOf(read.credential)
  const algorithm = asText(read.header.alg) ?? ''
  if (algorithm === 'none') return { ...untold('unsupported'), proof: check('proof', false, 'unsigned') }
  if (!issuerId || !algorithms.includes(algorithm)) return untold('unsupported')

  const kid = asText(read.header.kid)
  const listed = await issuerMethods(issuerId, kid, verifying.fetchDocument)
  if (!listed.ok) return refusedKey(listed.code, issuerId)
  const usable = listed.methods.filter(
    (method) => method.controller === issuerId && !retired(method, verifying.now),
  )
  const method = kid ? usable.find(({ id }) => id === kid) : await methodOfJwk(usable, read.header.jwk)
  if (!method) return refusedKey('unlisted-key', issuerId)

  return {
    proof: await checkJws(jwt, method, algorithm, read),
    issuer: check('issuer', true, 'own-key', issuerId),
  }
}

async function checkJws(jwt: string, method: JsonObject, algorithm: string, read: ReadJwt): Promise<Check> {
  if (!isJsonObject(method.publicKeyJwk)) return check('proof', null, 'unsupported')
  try {
    const key = await importJWK(method.publicKeyJwk as JWK, algorithm)
    await compactVerify(jwt, key, { algorithms: [algorithm] })
  } catch {
    return check('proof', false, 'broken')
  }
  return claimsAgree(read) ? check('proof', true, 'intact') : check('proof', false, 'claims-differ')
}

/** Every registered claim must equal its counterpart in the credential, and `iss`, `jti` and `sub` must be there. */
function claimsAgree({ payload, credential }: ReadJwt): boolean {
  const expected = registeredClaims(credential)
  const told = (['iss', 'jti', 'sub'] as const).every((claim) => payload[claim] !== undefined)
  if (payload.exp !== undefined && expected.exp === undefined) return false
  return told && Object.entries(expected).every(([claim, value]) => payload[claim] === value)
}

async function methodOfJwk(methods: JsonObject[], jwk: unknown): Promise<JsonObject | undefined> {
  const wanted = await thumbprint(jwk)
  for (const method of methods)
    if (wanted && (await thumbprint(method.publicKeyJwk)) === wanted) return method
  return undefined
}

async function thumbprint(jwk: unknown): Promise<string | null> {
  return isJsonObject(jwk) ? calculateJwkThumbprint(jwk as JWK).catch(() => null) : null
}

function decodePart(part: string): JsonObject | null {
  const parsed = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : null
}
