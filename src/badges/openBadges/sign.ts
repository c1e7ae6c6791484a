import type { KeyObject } from 'node:crypto'
import { hashData } from './canonical.js'
import { signBytes } from './keys.js'
import type { JsonObject } from './json.js'
import { toBase58btc } from './multibase.js'

/** The key a credential is signed with, and the id under which its public half stands in the issuer's DID document. */
export interface CredentialSigner {
  verificationMethod: string
  privateKey: KeyObject
}

/**
 * Signs a credential with a Data Integrity proof, cryptosuite eddsa-rdfc-2022 (VC-DI-EDDSA §3.2.1).
 * @returns the credential with `proof` as an array of one, which the Open Badges JSON schema requires
 * @throws Error when the credential holds a property or context no pinned context defines
 */
export async function signCredential(
  credential: JsonObject,
  signer: CredentialSigner,
  created: Date,
): Promise<JsonObject> {
  const options: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: dateTime(created),
    verificationMethod: signer.verificationMethod,
    proofPurpose: 'assertionMethod',
  }
  const signature = signBytes(signer.privateKey, await hashData(credential, options))
  return { ...credential, proof: [{ ...options, proofValue: toBase58btc(signature) }] }
}

/** A date as the credential's `dateTimeStamp`: UTC, whole seconds. */
export function dateTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
