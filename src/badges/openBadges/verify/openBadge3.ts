import type { JsonObject } from '../json.js'
import type { Check } from './checks.js'
import { checkJwt, type ReadJwt } from './jwtProof.js'
import { checkEmbeddedProof, type Verifying } from './proof.js'
import { checkDates, checkRecipient, checkShape, checkSubject } from './shape.js'
import { checkStatus } from './status.js'

/**
 * Verifies an Open Badges 3.0 credential, in the order of §9: shape, subject, proof and key, status, dates, recipient if asked. A
 * broken proof does not stop the other checks: a reader wants to see everything that is known.
 */
export async function verifyOpenBadge3(
  credential: JsonObject,
  jwt: { text: string; read: ReadJwt } | null,
  verifying: Verifying,
  recipient?: string,
): Promise<Check[]> {
  const shape = checkShape(credential)
  if (shape.passed === false) return [shape]
  const { proof, issuer } = jwt
    ? await checkJwt(jwt.text, jwt.read, verifying)
    : await checkEmbeddedProof(credential, verifying)
  return [
    shape,
    checkSubject(credential),
    proof,
    issuer,
    await checkStatus(credential, verifying),
    checkDates(credential, verifying.now),
    ...(recipient ? [checkRecipient(credential, recipient)] : []),
  ]
}
