import { isDeepStrictEqual } from 'node:util'
import mongoose from 'mongoose'
import { type Fields, isFields } from './goldenCase.js'

const { EJSON } = mongoose.mongo.BSON

export interface Leniency {
  /** The order of fields within documents is not defined. */
  fields: boolean
  /** Nor that of the rows, nor that of arrays at these paths. */
  rows: boolean
  sets: readonly string[]
}

/** Whether two answers are the same as a JavaScript program sees them: 5, 5.0 and NumberLong(5) are. */
export function same(expected: unknown, actual: unknown, lenient: Leniency): boolean {
  return isDeepStrictEqual(canonical(expected, lenient, ''), canonical(actual, lenient, ''))
}

/** A form in which equal answers are deeply equal. */
function canonical(value: unknown, lenient: Leniency, path: string): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => canonical(element, lenient, path === '' ? '.' : path))
    const anyOrder = path === '' ? lenient.rows : lenient.sets.includes(path)
    return anyOrder ? sorted(elements) : elements
  }
  if (!isFields(value)) return scalar(value)
  const inner = (key: string) => (path === '' || path === '.' ? key : `${path}.${key}`)
  const fields = Object.keys(value).map((key) => [key, canonical(value[key], lenient, inner(key))])
  return { fields: lenient.fields ? sorted(fields) : fields }
}

function sorted(list: unknown[]): unknown[] {
  return list
    .map((one) => ({ one, text: JSON.stringify(one) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ one }) => one)
}

function scalar(value: unknown): unknown {
  if (value === undefined) return null
  const kind =
    typeof value === 'object' && value !== null && '_bsontype' in value ? value._bsontype : typeof value
  if (['number', 'Int32', 'Double', 'Long'].includes(String(kind))) {
    const number = Number(String(value))
    if (kind === 'Long' && !Number.isSafeInteger(number)) return `long ${String(value)}`
    return Number.isInteger(number) ? number + 0 : `number ${number.toPrecision(12)}`
  }
  if (value instanceof RegExp) return `/${value.source}/${value.flags}`
  if (kind === 'BSONRegExp') {
    const { pattern, options } = value as { pattern: string; options: string }
    return `/${pattern}/${options}`
  }
  return EJSON.stringify({ value }, { relaxed: false })
}

/** Ids and times that belong to the run stand as `{ $generated, n }`, where `n` counts the ids as they appear. */
export function generatedMarker(given: unknown): (value: unknown) => unknown {
  const known = new Set<string>()
  const numbers = new Map<string, number>()
  collect(given, known)
  const now = Date.now()
  const isRecent = (ms: number) => Math.abs(ms - now) < 3_600_000
  return function mark(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(mark)
    if (isFields(value))
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]))
    if (value instanceof Date)
      return !known.has(value.toISOString()) && isRecent(value.getTime()) ? { $generated: 'date' } : value
    if (value instanceof mongoose.mongo.Timestamp)
      return isRecent(value.t * 1000) ? { $generated: 'timestamp' } : value
    if (!(value instanceof mongoose.mongo.ObjectId) || known.has(value.toHexString())) return value
    const hex = value.toHexString()
    if (!numbers.has(hex)) numbers.set(hex, numbers.size + 1)
    return { $generated: 'objectId', n: numbers.get(hex) }
  }
}

function collect(value: unknown, known: Set<string>): void {
  if (Array.isArray(value)) for (const inner of value) collect(inner, known)
  else if (isFields(value)) for (const inner of Object.values(value)) collect(inner, known)
  else if (value instanceof Date) known.add(value.toISOString())
  else if (value instanceof mongoose.mongo.ObjectId) known.add(value.toHexString())
  else if (typeof value === 'string') known.add(value)
}

/** A value as text, for a report. */
export function shown(value: unknown): string {
  return EJSON.stringify(value as Fields, { relaxed: true }).slice(0, 600)
}
