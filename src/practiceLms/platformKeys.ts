import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { JWK, JWTHeaderParameters, JWTPayload } from 'jose'
import type { StoredKey } from './state.js'

/** A fresh RSA signing key with a random `kid`. */
export async function newSigningKey(): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid: randomBytes(10).toString('hex'), privateJwk: await exportJWK(privateKey) }
}

/** The public half of each key, as a JWKS document lists them. */
export function publicKeySet(keys: readonly StoredKey[]): { keys: JWK[] } {
  return {
    keys: keys.map(({ kid, privateJwk: { kty, n, e } }) => ({ kty, n, e, kid, alg: 'RS256', use: 'sig' })),
  }
}

const imported = new WeakMap<StoredKey, ReturnType<typeof importJWK>>()

/** The key in the form jose signs with; importing is slow, so each is imported once. */
function signingKey(key: StoredKey): ReturnType<typeof importJWK> {
  const known = imported.get(key) ?? importJWK(key.privateJwk, 'RS256')
  imported.set(key, known)
  return known
}

/** Signs `payload` as RS256 with `key`; `header` replaces the usual `typ`, `alg` and `kid`. */
export async function sign(
  key: StoredKey,
  payload: JWTPayload,
  header?: JWTHeaderParameters,
): Promise<string> {
  const protectedHeader: JWTHeaderParameters = header ?? { typ: 'JWT', alg: 'RS256', kid: key.kid }
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(await signingKey(key))
}
