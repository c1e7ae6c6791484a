import type { HashData } from '../canonical.js'
import { isPinnedContext } from '../contexts.js'
import type { FetchDocument } from '../fetchDocument.js'
import { asList, asText, isJsonObject, type JsonObject } from '../json.js'
import { signatureMatches } from '../keys.js'
import { fromBase58btc } from '../multibase.js'
import { check, type Check } from './checks.js'
import { ed25519Of, issuerMethods, methodWithId } from './issuerKey.js'

/** What verification needs of the outside; `hashData` runs where a hostile document can be cut off. */
export interface Verifying {
  fetchDocument: FetchDocument
  hashData: HashData
  now: Date
}

/** Two answers that belong together: is the signature whole, and is its key the issuer's? */
export type ProofChecks = { proof: Check; issuer: Check }

/** The issuer's id, whether the credential says it as text or as a profile. */
export function issuerIdOf(credential: JsonObject): string | undefined {
  return asText(isJsonObject(credential.issuer) ? credential.issuer.id : credential.issuer)
}

/**
 * Checks an embedded proof, cryptosuite eddsa-rdfc-2022 (VC-DI-EDDSA §3.2.2), made by a key reached from the issuer's id.
 * A proof of another suite, or over a vocabulary we do not hold, cannot be told rather than failed.
 */
export async function checkEmbeddedProof(credential: JsonObject, verifying: Verifying): Promise<ProofChecks> {
  const proof = asList(credential.proof)
    .filter(isJsonObject)
    .find(({ type, cryptosuite }) => type === 'DataIntegrityProof' && cryptosuite === 'eddsa-rdfc-2022')
  const issuerId = issuerIdOf(credential)
  const methodId = asText(proof?.verificationMethod)
  if (!proof || !issuerId || !methodId || proof.previousProof !== undefined) return untold('unsupported')
  if (
    asList(credential['@context']).some((context) => typeof context !== 'string' || !isPinnedContext(context))
  )
    return untold('unknown-vocabulary')

  const listed = await issuerMethods(issuerId, methodId, verifying.fetchDocument)
  const found = listed.ok ? methodWithId(listed.methods, methodId, issuerId, verifying.now) : listed
  if (!found.ok) return refusedKey(found.code, issuerId)
  const key = ed25519Of(found.method)
  if (!key) return untold('unsupported')

  const issuer = check('issuer', true, issuerId.startsWith('did:key:') ? 'self-named' : 'own-key', issuerId)
  return { proof: await checkSignature(credential, proof, key, verifying), issuer }
}

async function checkSignature(
  credential: JsonObject,
  proof: JsonObject,
  key: Parameters<typeof signatureMatches>[0],
  { hashData, now }: Verifying,
): Promise<Check> {
  if (proof.proofPurpose !== 'assertionMethod') return check('proof', false, 'wrong-purpose')
  if (proof.expires !== undefined && !(Date.parse(String(proof.expires)) > now.getTime()))
    return check('proof', false, 'expired')
  const signature = fromBase58btc(asText(proof.proofValue) ?? '')
  if (!signature) return check('proof', false, 'broken')
  try {
    const intact = signatureMatches(key, await hashData(credential, proof), signature)
    return check('proof', intact, intact ? 'intact' : 'broken')
  } catch (error) {
    return canonicalizationFailed(error)
  }
}

/** A document that safe canonicalization refuses was not signed as it stands; one that was cut off cannot be told. */
function canonicalizationFailed(error: unknown): Check {
  const reason = error instanceof Error ? error.message : ''
  return reason === 'deadline' || reason === 'busy'
    ? check('proof', null, 'too-costly')
    : check('proof', false, 'unsignable')
}

/** The pair of answers when the proof cannot be looked at. */
export function untold(code: string): ProofChecks {
  return { proof: check('proof', null, code), issuer: check('issuer', null, 'unchecked') }
}

/** The pair of answers when no key of the issuer's is to be had. */
export function refusedKey(code: string, issuerId: string): ProofChecks {
  const unknown = code === 'unreachable' || code === 'unsupported'
  return {
    proof: check('proof', null, 'no-key'),
    issuer: check('issuer', unknown ? null : false, code, issuerId),
  }
}
