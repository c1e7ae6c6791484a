import { createHash } from 'node:crypto'
import jsonld from 'jsonld'
import { loadPinnedContext } from './contexts.js'
import type { JsonObject } from './json.js'

/** Turns a credential and its proof options into the 64 bytes that eddsa-rdfc-2022 signs. */
export type HashData = (credential: JsonObject, proof: JsonObject) => Promise<Uint8Array>

/**
 * The RDF Dataset Canonicalization of a JSON-LD document, as N-Quads (RDFC-1.0). Safe mode: a property that no context
 * defines is refused rather than silently left unsigned.
 * @throws Error when the document uses an unknown context or property, or is built to be costly (many blank nodes alike)
 */
function canonicalize(document: JsonObject): Promise<string> {
  return jsonld.canonize(document, {
    documentLoader: loadPinnedContext,
    safe: true,
    base: null,
    rdfDirection: 'i18n-datatype',
  })
}

/**
 * Hashing of VC-DI-EDDSA §3.2.4 and §3.2.5: sha256 of the canonical proof options, which borrow the credential's `@context`, then
 * sha256 of the canonical credential without its proof.
 * @returns 64 bytes
 * @throws Error as `canonicalize` does
 */
export const hashData: HashData = async (credential, proof) => {
  const [proofQuads, credentialQuads] = await Promise.all([
    canonicalize({ ...without(proof, 'proofValue'), '@context': credential['@context'] }),
    canonicalize(without(credential, 'proof')),
  ])
  return Buffer.concat([sha256(proofQuads), sha256(credentialQuads)])
}

function without(object: JsonObject, member: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== member))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
