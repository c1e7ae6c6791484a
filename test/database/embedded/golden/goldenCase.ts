import { readFileSync } from 'node:fs'
import mongoose from 'mongoose'

const { EJSON } = mongoose.mongo.BSON

export type Fields = Record<string, unknown>

export interface Operation {
  method: string
  args: unknown[]
  collection?: string
  on?: 'db'
  /** The order of the rows is not defined. */
  rows?: 'any' | 'ordered'
  /** Arrays at these paths have no defined order. */
  sets?: string[]
  summary?: boolean
}

export interface ExpectedError extends Fields {
  messageContains?: string[]
}

/** A case as it was recorded; the format is told in test/fixtures/mongodb-golden/README.md. */
export interface GoldenCase {
  id: string
  describe: string
  setup: {
    collection: string
    documents?: Fields[]
    indexes?: Fields[]
    sequence?: { count: unknown; document: Fields }
  }[]
  operations: Operation[]
  fieldOrder?: 'any'
  expect: {
    results: { result?: unknown; error?: ExpectedError }[]
    documents: Record<string, 'unchanged' | Fields[]>
  }
}

/** Reads a file of cases; numbers keep their BSON kind, so that each goes over the wire as it was recorded. */
export function readCases(file: URL): GoldenCase[] {
  return unescape(EJSON.parse(readFileSync(file, 'utf8'), { relaxed: false })) as GoldenCase[]
}

/** Extended JSON would take a bare `$regex` for a value, so the files write the operator as `$$regex`. */
function unescape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescape)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key === '$$regex' ? '$regex' : key, unescape(inner)]),
  )
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Numbers of BSON as JavaScript's, for options, which the driver wants so. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  const kind =
    typeof value === 'object' && value !== null && '_bsontype' in value ? value._bsontype : undefined
  return ['Int32', 'Double', 'Long'].includes(String(kind)) ? Number(String(value)) : value
}

/** A copy that the driver may add an `_id` to. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
}

/** The documents a collection starts with: those listed, and those that a sequence makes. */
export function startingDocuments({ documents = [], sequence }: GoldenCase['setup'][number]): Fields[] {
  const made = sequence
    ? Array.from({ length: Number(plain(sequence.count)) }, (_, i) => fill(sequence.document, i) as Fields)
    : []
  return [...documents.map((document) => copyOf(document) as Fields), ...made]
}

function fill(template: unknown, i: number): unknown {
  if (Array.isArray(template)) return template.map((inner) => fill(inner, i))
  if (!isFields(template)) return template
  if ('$seq' in template) return numbered(plain(template['$seq']) as Numbering, i)
  return Object.fromEntries(Object.entries(template).map(([key, inner]) => [key, fill(inner, i)]))
}

interface Numbering {
  times?: number
  plus?: number
  mod?: number
  prefix?: string
  pad?: number
  /** Milliseconds since 1970. */
  date?: number
}

function numbered({ times = 1, plus = 0, mod, prefix, pad = 0, date }: Numbering, i: number): unknown {
  const n = mod === undefined ? i * times + plus : (i * times + plus) % mod
  if (date !== undefined) return new Date(Number(date) + n)
  return prefix === undefined ? n : prefix + String(n).padStart(pad, '0')
}
