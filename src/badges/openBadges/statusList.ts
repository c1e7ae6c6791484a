import { gunzipSync, gzipSync } from 'node:zlib'
import { credentialsV2 } from './contexts.js'
import type { JsonObject } from './json.js'
import { dateTime } from './sign.js'

/** The least a list may hold (Bitstring Status List §6.1): one revoked badge hides among at least this many. */
export const statusListLength = 131_072

const longestList = 4 * 1024 * 1024

/** An empty list: nothing revoked. */
export function emptyStatusBits(): Uint8Array {
  return new Uint8Array(statusListLength / 8)
}

/**
 * A copy of the list with one entry set. Index 0 is the most significant bit of the first byte.
 * @throws RangeError when the index is outside the list
 */
export function withStatusSet(bits: Uint8Array, index: number): Uint8Array {
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8)
    throw new RangeError(`No entry ${index}`)
  const copy = Uint8Array.from(bits)
  copy[index >> 3] = (copy[index >> 3] ?? 0) | (0x80 >> (index & 7))
  return copy
}

/** Whether an entry is set; null when the index is outside the list. */
export function statusAt(bits: Uint8Array, index: number): boolean | null {
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8) return null
  return ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}

/** The list as `encodedList`: gzip, base64url, multibase prefix `u`. */
export function encodeStatusBits(bits: Uint8Array): string {
  return `u${gzipSync(bits).toString('base64url')}`
}

/** The bits of an `encodedList`; null when it is not one, too short to be lawful, or larger than 4 MiB unpacked. */
export function decodeStatusBits(encodedList: string): Uint8Array | null {
  if (!/^u[A-Za-z0-9_-]+$/.test(encodedList)) return null
  try {
    const bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'), { maxOutputLength: longestList })
    return bits.length * 8 >= statusListLength ? bits : null
  } catch {
    return null
  }
}

/** The unsigned BitstringStatusListCredential at `url` (Bitstring Status List §3.2), purpose revocation. */
export function statusListCredential(
  list: { url: string; issuer: string; bits: Uint8Array },
  validFrom: Date,
): JsonObject {
  return {
    '@context': [credentialsV2],
    id: list.url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: list.issuer,
    validFrom: dateTime(validFrom),
    credentialSubject: {
      id: `${list.url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encodeStatusBits(list.bits),
    },
  }
}

/** The entry that ties a credential to its place in a list. */
export function statusEntry(listUrl: string, index: number): JsonObject {
  return {
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: listUrl,
  }
}
