import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { fromBase58btc, toBase58btc } from './multibase.js'

/** Multicodec prefixes of an Ed25519 public and private key (Controlled Identifiers 1.0, Multikey). */
const publicPrefix = Buffer.from([0xed, 0x01])
const secretPrefix = Buffer.from([0x80, 0x26])

/** An Ed25519 key pair as Multikey texts: `z6Mk…` may be published, `z3u2…` must be sealed. */
export interface MultikeyPair {
  publicKeyMultibase: string
  secretKeyMultibase: string
}

/** A new random Ed25519 key pair. */
export function generateMultikey(): MultikeyPair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  return {
    publicKeyMultibase: toBase58btc(Buffer.concat([publicPrefix, Buffer.from(x, 'base64url')])),
    secretKeyMultibase: toBase58btc(Buffer.concat([secretPrefix, Buffer.from(d, 'base64url')])),
  }
}

/** The Ed25519 public key of a Multikey text (`z6Mk…`); null when it is another kind of key or no key. */
export function publicKeyFrom(publicKeyMultibase: string): KeyObject | null {
  const bytes = unprefixed(publicKeyMultibase, publicPrefix)
  if (!bytes) return null
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
  })
}

/**
 * The private key of a pair.
 * @throws Error when the pair is not Ed25519
 */
export function privateKeyFrom(pair: MultikeyPair): KeyObject {
  const secret = unprefixed(pair.secretKeyMultibase, secretPrefix)
  const open = unprefixed(pair.publicKeyMultibase, publicPrefix)
  if (!secret || !open) throw new Error('Not an Ed25519 Multikey pair')
  const [d, x] = [secret.toString('base64url'), open.toString('base64url')]
  return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d, x } })
}

/** The Ed25519 signature (64 bytes) of `data`. */
export function signBytes(key: KeyObject, data: Uint8Array): Uint8Array {
  return sign(null, data, key)
}

/** Whether `signature` is the Ed25519 signature of `data` by this key. */
export function signatureMatches(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, data, key, signature)
}

function unprefixed(multibase: string, prefix: Buffer): Buffer | null {
  const bytes = fromBase58btc(multibase)
  if (!bytes || bytes.length !== prefix.length + 32) return null
  const buffer = Buffer.from(bytes)
  return buffer.subarray(0, prefix.length).equals(prefix) ? buffer.subarray(prefix.length) : null
}
