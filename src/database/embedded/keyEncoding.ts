import { createHash } from 'node:crypto'
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  type Decimal128,
  type Double,
  type Int32,
  type Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { encodeNumber } from './numberEncoding.js'
import { type Doc, isDoc, isNumeric } from './values.js'

/** MongoDB's order of types (BSON comparison order), as the first byte of an encoded value. */
export const rank = {
  minKey: 0x01,
  undefined: 0x08,
  null: 0x10,
  number: 0x18,
  string: 0x20,
  object: 0x28,
  array: 0x30,
  binary: 0x38,
  objectId: 0x40,
  boolean: 0x48,
  date: 0x50,
  timestamp: 0x58,
  regex: 0x60,
  dbRef: 0x68,
  code: 0x70,
  maxKey: 0xf0,
} as const

export type Rank = (typeof rank)[keyof typeof rank]

/** The place of a value's type in MongoDB's order of types. */
export function rankOf(value: unknown): Rank {
  if (value === undefined) return rank.undefined
  if (value === null) return rank.null
  switch (typeof value) {
    case 'string':
      return rank.string
    case 'boolean':
      return rank.boolean
    case 'number':
    case 'bigint':
      return rank.number
  }
  if (Array.isArray(value)) return rank.array
  if (value instanceof Date) return rank.date
  if (isDoc(value)) return rank.object
  if (value instanceof ObjectId) return rank.objectId
  if (value instanceof Timestamp) return rank.timestamp // before Long, which it extends
  if (isNumeric(value)) return rank.number
  if (value instanceof Binary || value instanceof Uint8Array) return rank.binary
  if (value instanceof BSONRegExp || value instanceof RegExp) return rank.regex
  if (value instanceof BSONSymbol) return rank.string
  if (value instanceof MinKey) return rank.minKey
  if (value instanceof MaxKey) return rank.maxKey
  if (value instanceof Code) return rank.code
  if (value instanceof DBRef) return rank.dbRef
  return rank.object
}

/**
 * Encodes a value so that byte order is MongoDB's order of values and equal values give equal bytes. Every encoding
 * ends by itself, so encodings can follow one another, and can be inverted for a descending index.
 */
export function encodeValue(value: unknown): Buffer {
  const parts: Uint8Array[] = []
  append(parts, value)
  return parts.length === 1 ? Buffer.from(parts[0] as Uint8Array) : Buffer.concat(parts)
}

/** The order of two values, as MongoDB has it: below zero, zero or above. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && a === a && b === b)
    return a - b || (a === b ? 0 : a < b ? -1 : 1)
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  return rankOf(a) - rankOf(b) || Buffer.compare(encodeValue(a), encodeValue(b))
}

/** Whether two values are equal, as MongoDB has it (1, 1.0 and NumberLong(1) are). */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string')
    return a instanceof BSONSymbol || b instanceof BSONSymbol ? compareValues(a, b) === 0 : false
  return compareValues(a, b) === 0
}

/** A text that is the same for equal values: for sets and groups. */
export function identity(value: unknown): string {
  return encodeValue(value).toString('latin1')
}

/** Turns ascending bytes into descending ones, and back. */
export function invert(bytes: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length)
  for (let i = 0; i < bytes.length; i++) result[i] = ~bytes.readUInt8(i) & 0xff
  return result
}

/** LMDB holds keys up to 1,978 bytes: longer encodings keep their beginning, which keeps most of their order, and a hash. */
export function shorten(bytes: Buffer, limit: number): Buffer {
  if (bytes.length <= limit) return bytes
  return Buffer.concat([bytes.subarray(0, limit - 32), createHash('sha256').update(bytes).digest()])
}

const end = Buffer.from([0])
const stringEnd = Buffer.from([0, 1])
const ranks = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]))

function append(parts: Uint8Array[], value: unknown): void {
  const type = rankOf(value)
  parts.push(ranks[type] as Buffer)
  appendPayload(parts, type, value)
}

function appendPayload(parts: Uint8Array[], type: Rank, value: unknown): void {
  switch (type) {
    case rank.number:
      parts.push(encodeNumber(value as number | bigint | Long | Int32 | Double | Decimal128))
      return
    case rank.string:
      appendText(parts, String(value))
      return
    case rank.object:
      for (const [name, inner] of Object.entries(value as Doc)) {
        if (inner === undefined) continue
        const innerType = rankOf(inner)
        parts.push(ranks[innerType] as Buffer)
        appendText(parts, name)
        appendPayload(parts, innerType, inner)
      }
      parts.push(end)
      return
    case rank.array:
      for (const inner of value as unknown[]) append(parts, inner)
      parts.push(end)
      return
    case rank.objectId:
      parts.push((value as ObjectId).id)
      return
    case rank.boolean:
      parts.push(ranks[value ? 1 : 0] as Buffer)
      return
    case rank.date:
      parts.push(signed((value as Date).getTime()))
      return
    case rank.binary:
      appendBinary(parts, value as Binary | Uint8Array)
      return
    case rank.timestamp:
      parts.push(unsigned(BigInt((value as Timestamp).toString())))
      return
    case rank.regex:
      appendRegex(parts, value as BSONRegExp | RegExp)
      return
    case rank.code:
      appendText(parts, String((value as Code).code))
      return
    case rank.dbRef:
      append(parts, (value as DBRef).toJSON())
  }
}

/** UTF-8 with zero bytes escaped, and an end that sorts before every continuation. */
function appendText(parts: Uint8Array[], text: string): void {
  if (text.includes('\0')) {
    const pieces = text.split('\0')
    pieces.forEach((piece, i) => {
      if (i > 0) parts.push(Buffer.from([0, 0xff]))
      parts.push(Buffer.from(piece))
    })
  } else parts.push(Buffer.from(text))
  parts.push(stringEnd)
}

function appendBinary(parts: Uint8Array[], value: Binary | Uint8Array): void {
  const bytes = value instanceof Binary ? value.value() : value
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length)
  head[4] = value instanceof Binary ? value.sub_type : 0
  parts.push(head, bytes)
}

function appendRegex(parts: Uint8Array[], value: BSONRegExp | RegExp): void {
  appendText(parts, value instanceof RegExp ? value.source : value.pattern)
  appendText(parts, value instanceof RegExp ? value.flags : value.options)
}

function signed(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(Number.isNaN(value) ? 0n : BigInt(value))
  bytes[0] = bytes.readUInt8(0) ^ 0x80
  return bytes
}

function unsigned(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value))
  return bytes
}
