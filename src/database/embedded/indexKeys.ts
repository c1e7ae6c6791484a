import { CommandError } from './commandError.js'
import type { Index } from './catalogue.js'
import { encodeValue, invert, shorten } from './keyEncoding.js'
import { isIndex, splitPath } from './paths.js'
import { type Doc, field, isDoc } from './values.js'

/** LMDB's limit of 1,978 bytes for a key, less the table number, is shared by the values and the document's key. */
export const longestTuple = 1400
export const longestDocumentKey = 500

/** One entry of an index for a document: the values, their bytes. */
export interface IndexEntry {
  values: unknown[]
  tuple: Buffer
}

/** What an index holds for a document, and at which of its paths an array was met. */
export interface IndexEntries {
  entries: IndexEntry[]
  multikey: string[]
  shortened: boolean
}

/** The part of a document's key that stands for its `_id`. */
export function idKey(id: unknown): Buffer {
  return shorten(encodeValue(id), longestDocumentKey)
}

/**
 * The entries of a document in an index: none where a sparse or partial index leaves it out, one for each element of
 * an array. Throws `CommandError` 171 where two paths lead through different arrays.
 */
export function indexEntries(index: Index, doc: Doc): IndexEntries {
  if (index.partial && !index.partial.matches(doc)) return none
  const multikey = new Set<string>()
  const slots = index.fields.map(({ path, parts }) => ({
    path,
    parts,
    value: doc as unknown,
    missing: false,
  }))
  const found = new Map<string, IndexEntry>()
  let present = false
  let shortened = false
  for (const tuple of expand(slots, multikey)) {
    present ||= tuple.some(({ missing }) => !missing)
    const values = tuple.map(({ value, missing }) => (missing ? null : value))
    const whole = encodeTuple(index, values)
    const bytes = shorten(whole, longestTuple)
    shortened ||= bytes !== whole
    found.set(bytes.toString('latin1'), { values, tuple: bytes })
  }
  if (index.sparse && !present) return none
  return { entries: [...found.values()], multikey: [...multikey], shortened }
}

const none: IndexEntries = { entries: [], multikey: [], shortened: false }

function encodeTuple(index: Index, values: readonly unknown[]): Buffer {
  return Buffer.concat(
    values.map((value, i) => {
      const bytes = encodeValue(value)
      return index.fields[i]?.descending ? invert(bytes) : bytes
    }),
  )
}

/** A path on its way: what it has come to, and what is left of it. */
interface Slot {
  path: string
  parts: readonly string[]
  value: unknown
  missing: boolean
}

/** Goes along all paths to the next array, which all that stop must share, and branches for each of its elements. */
function expand(slots: Slot[], multikey: Set<string>): Slot[][] {
  const stopped = slots.map(advance)
  const arrays = new Set(
    stopped.flatMap(({ slot, array }) => {
      if (array) multikey.add(slot.path)
      return array ? [array] : []
    }),
  )
  if (arrays.size > 1) {
    throw new CommandError(
      171,
      `cannot index parallel arrays ${stopped
        .filter(({ array }) => array)
        .map(({ slot }) => slot.path)
        .join(', ')}`,
    )
  }
  const [array] = arrays
  if (!array) return [stopped.map(({ slot }) => slot)]
  const elements: unknown[] = array.length === 0 ? [undefined] : array
  return elements.flatMap((element) =>
    expand(
      stopped.map(({ slot, array: own }) => {
        if (!own) return slot
        if (slot.parts.length === 0) return done(slot, element)
        return isDoc(element) ? { ...slot, value: element } : { ...done(slot, null), missing: true }
      }),
      multikey,
    ),
  )
}

function done(slot: Slot, value: unknown): Slot {
  return { ...slot, parts: finished, value }
}

/** Marks a slot that has its value, even when that value is an array inside an array. */
const finished: readonly string[] = []

function advance(slot: Slot): { slot: Slot; array?: unknown[] } {
  let { value, parts } = slot
  if (parts === finished) return { slot }
  for (;;) {
    const [part, ...rest] = parts
    if (Array.isArray(value)) {
      if (part !== undefined && isIndex(part) && Number(part) < value.length) {
        value = value[Number(part)]
        parts = rest
        continue
      }
      return { slot: { ...slot, value, parts: [...parts] }, array: value }
    }
    if (part === undefined) return { slot: { ...done(slot, value ?? null), missing: value === undefined } }
    value = isDoc(value) ? field(value, part) : undefined
    parts = rest
  }
}

/** The default name of an index, as drivers make it. */
export function defaultName(key: Doc): string {
  return Object.entries(key)
    .map(([path, direction]) => `${splitPath(path).join('.')}_${String(direction)}`)
    .join('_')
}
