import { badValue, CommandError } from './commandError.js'
import { encodeValue, invert } from './keyEncoding.js'
import { isIndex, splitPath } from './paths.js'
import { type Doc, field, isDoc, isNumeric } from './values.js'

/** One field of a sort or an index: its path and its direction. */
export interface SortField {
  path: string
  parts: string[]
  descending: boolean
}

/** Reads a sort specification; throws `CommandError` 15975 for a direction that is neither 1 nor -1. */
export function parseSort(spec: unknown): SortField[] {
  if (spec === undefined || spec === null) return []
  if (!isDoc(spec)) throw badValue('sort must be a document')
  return Object.entries(spec).map(([path, direction]) => {
    if (isDoc(direction)) throw badValue(`the sort ${JSON.stringify(direction)} is not supported`)
    const sign = isNumeric(direction) ? Number(direction.toString()) : 0
    if (sign !== 1 && sign !== -1) {
      throw new CommandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    }
    return { path, parts: splitPath(path), descending: sign < 0 }
  })
}

/** The bytes by which a document is put in order: of several values at one path, the least or the greatest counts. */
function sortKey(doc: Doc, fields: readonly SortField[]): Buffer {
  return Buffer.concat(
    fields.map(({ parts, descending }) => {
      let best: Buffer | undefined
      for (const value of valuesAt(doc, parts)) {
        const bytes = encodeValue(value)
        if (!best || Buffer.compare(bytes, best) < 0 !== descending) best = bytes
      }
      const bytes = best ?? encodeValue(null)
      return descending ? invert(bytes) : bytes
    }),
  )
}

/** Puts documents in order; equal ones keep theirs. */
export function sortDocuments<T>(
  rows: readonly T[],
  fields: readonly SortField[],
  document: (row: T) => Doc,
): T[] {
  return rows
    .map((row) => ({ row, key: sortKey(document(row), fields) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ row }) => row)
}

/** All values that an index would hold for a path: elements for an array, undefined for an empty one, null for none. */
export function valuesAt(value: unknown, parts: readonly string[], at = 0): unknown[] {
  const part = parts[at]
  if (part === undefined) {
    if (!Array.isArray(value)) return [value === undefined ? null : value]
    return value.length === 0 ? [undefined] : value
  }
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length) return valuesAt(value[Number(part)], parts, at + 1)
    if (value.length === 0) return [null]
    return value.flatMap((element: unknown) => (isDoc(element) ? valuesAt(element, parts, at) : [null]))
  }
  return isDoc(value) ? valuesAt(field(value, part), parts, at + 1) : [null]
}
