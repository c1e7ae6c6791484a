import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'
import { isJsonObject, type JsonObject } from './json.js'

/** RS256 is the algorithm Open Badges 3.0 §8.2.1 makes every verifier support; others limit who can read the badge. */
const jwtAlgorithm = 'RS256'

/** A new RSA-2048 key pair for VC-JWT, as JWKs. */
export async function generateJwtKey(): Promise<{ publicJwk: JWK; privateJwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(jwtAlgorithm, { extractable: true })
  return { publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) }
}

/**
 * The same credential as a VC-JWT (Open Badges 3.0 §8.2): the credential is the payload, and the registered claims repeat its
 * issuer, id, subject and dates.
 * @param credential unsigned; its subject must have an id
 * @throws Error when the issuer, id or subject id is missing
 */
export async function signJwt(
  credential: JsonObject,
  signer: { kid: string; privateJwk: JWK },
): Promise<string> {
  const claims = registeredClaims(credential)
  if (!claims.iss || !claims.jti || !claims.sub)
    throw new Error('A VC-JWT needs an issuer, an id and a subject id')
  return new SignJWT({ ...credential, ...claims })
    .setProtectedHeader({ alg: jwtAlgorithm, kid: signer.kid, typ: 'JWT' })
    .sign(await importJWK(signer.privateJwk, jwtAlgorithm))
}

/** The claims a VC-JWT must repeat from the credential; a date claim is in seconds since 1970. */
export function registeredClaims(credential: JsonObject): {
  iss?: string
  jti?: string
  sub?: string
  nbf?: number
  exp?: number
} {
  const { issuer, id, credentialSubject: subject, validFrom, validUntil } = credential
  const iss = isJsonObject(issuer) ? issuer.id : issuer
  const sub = isJsonObject(subject) ? subject.id : undefined
  return {
    ...(typeof iss === 'string' && { iss }),
    ...(typeof id === 'string' && { jti: id }),
    ...(typeof sub === 'string' && { sub }),
    ...(typeof validFrom === 'string' && { nbf: seconds(validFrom) }),
    ...(typeof validUntil === 'string' && { exp: seconds(validUntil) }),
  }
}

function seconds(dateTime: string): number {
  return Math.floor(Date.parse(dateTime) / 1000)
}
