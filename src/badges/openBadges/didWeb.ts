import type { JsonWebKey } from 'node:crypto'
import type { JsonObject } from './json.js'

const loopback = /^(localhost|127\.0\.0\.1)$/

/**
 * The did:web identifier of the DID document at `<base>/<path…>/did.json` (did:web §3.1): a port is percent-encoded, path
 * segments become colons.
 * @param base origin, optionally with a path, such as `https://cairn.example` or `http://localhost:3000`
 */
export function didWeb(base: string, ...path: string[]): string {
  const url = new URL(base)
  const host = url.port ? `${url.hostname}%3A${url.port}` : url.hostname
  const segments = [...url.pathname.split('/').filter(Boolean), ...path]
  return ['did:web', host, ...segments.map(encodeURIComponent)].join(':')
}

/**
 * Where the DID document of a did:web lies: https, and http only for this machine, where development has no certificate.
 * @returns null when the text is not a did:web
 */
export function didWebUrl(did: string): string | null {
  const match = /^did:web:([A-Za-z0-9.-]+)(?:%3[Aa](\d{1,5}))?((?::[A-Za-z0-9._%~-]+)*)$/.exec(did)
  if (!match) return null
  const [, host = '', port, path = ''] = match
  const scheme = loopback.test(host) ? 'http' : 'https'
  const folder = path ? path.replaceAll(':', '/') : '/.well-known'
  const url = `${scheme}://${host}${port ? `:${port}` : ''}${folder}/did.json`
  return URL.canParse(url) && new URL(url).pathname === `${folder}/did.json` ? url : null
}

/** A public key an issuer signs with: Ed25519 for embedded proofs, RSA for VC-JWT. Retired keys stay: old badges need them. */
export interface PublishedKeys {
  multikeys: string[]
  jwks: { id: string; jwk: JsonWebKey }[]
}

/** The id of a Multikey in a DID document: its fragment is the key itself, so a validator needs no second look-up. */
export function multikeyId(did: string, publicKeyMultibase: string): string {
  return `${did}#${publicKeyMultibase}`
}

/**
 * The DID document of an issuer (DID Core 1.0), every key listed for assertions.
 * @param alsoKnownAs other addresses of the same issuer, such as its Open Badges 2.0 profile
 */
export function didDocument(did: string, keys: PublishedKeys, alsoKnownAs: string[] = []): JsonObject {
  const multikeys = keys.multikeys.map((publicKeyMultibase) => ({
    id: multikeyId(did, publicKeyMultibase),
    type: 'Multikey',
    controller: did,
    publicKeyMultibase,
  }))
  const jsonWebKeys = keys.jwks.map(({ id, jwk }) => ({
    id: `${did}#${id}`,
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk: { ...jwk } as JsonObject,
  }))
  const methods = [...multikeys, ...jsonWebKeys]
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
    ],
    id: did,
    ...(alsoKnownAs.length > 0 && { alsoKnownAs }),
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  }
}
