import { BSON, Decimal128, Double, Int32, Long } from 'bson'
import { CommandError } from './commandError.js'

/** A BSON document in memory: a plain object, its values what `parse` makes of BSON. */
export type Doc = Record<string, unknown>

/** MongoDB's own limit, which drivers also learn from `hello`. */
export const maxDocumentBytes = 16 * 1024 * 1024

/**
 * Reads BSON. Whole numbers within ±2^53 become JavaScript numbers, longer ones stay `Long`; regular expressions and
 * binary values keep their BSON classes, for JavaScript's own would lose options and subtypes.
 */
export function parse(bytes: Uint8Array): Doc {
  return BSON.deserialize(bytes, { bsonRegExp: true, promoteBuffers: false })
}

/** Writes BSON; throws `CommandError` 10334 above 16 MB. */
export function serialise(doc: Doc): Uint8Array {
  const bytes = BSON.serialize(doc)
  if (bytes.length > maxDocumentBytes) {
    throw new CommandError(10334, `document of ${bytes.length} bytes is larger than ${maxDocumentBytes}`)
  }
  return bytes
}

/** Whether the value is a document (not an array, a date or one of BSON's own classes). */
export function isDoc(value: unknown): value is Doc {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether the value is a number of any of BSON's four kinds. */
export function isNumeric(value: unknown): value is number | bigint | Long | Int32 | Double | Decimal128 {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Long ||
    value instanceof Decimal128 ||
    value instanceof Int32 ||
    value instanceof Double
  )
}

/** The value of an own field, or undefined. */
export function field(doc: Doc, name: string): unknown {
  return Object.hasOwn(doc, name) ? doc[name] : undefined
}

/** Sets a field, also one named `__proto__`, which plain assignment would mistake for the prototype. */
export function setField(doc: Doc, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(doc, name, { value, enumerable: true, configurable: true, writable: true })
  } else doc[name] = value
}

/** A deep copy of documents and arrays; other values are immutable here and are shared. */
export function copy<T>(value: T): T
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => copy(element))
  if (!isDoc(value)) return value
  const result: Doc = {}
  for (const name of Object.keys(value)) setField(result, name, copy(value[name]))
  return result
}

/** BSON's truth: everything but false, zero, null and a missing value. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false
  return isNumeric(value) ? Number(value.toString()) !== 0 : true
}
