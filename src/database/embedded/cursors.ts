import { Long } from 'bson'
import { randomInt } from 'node:crypto'
import { CommandError } from './commandError.js'

/** One reply of `find`, `aggregate` or `getMore`. */
export interface CursorPage {
  id: Long
  namespace: string
  batch: Uint8Array[]
  first: boolean
}

interface Cursor {
  namespace: string
  rows: Iterator<Uint8Array>
  /** A row that did not fit the page before. */
  held?: Uint8Array
  lastUsed: number
}

/** As MongoDB: the first page of a client that names no size, the bytes of a page, and the life of an idle cursor. */
const defaultBatch = 101
const mostBytes = 16 * 1024 * 1024
const idleMs = 10 * 60_000

/** Open cursors. Each holds a generator, not its rows: what is not asked for is not read. */
export class Cursors {
  readonly #open = new Map<string, Cursor>()

  /** The first page; the cursor stays open when there is more and `single` is false. */
  start(namespace: string, rows: Iterable<Uint8Array>, batchSize = defaultBatch, single = false): CursorPage {
    const cursor: Cursor = { namespace, rows: rows[Symbol.iterator](), lastUsed: Date.now() }
    const { batch, done } = fill(cursor, batchSize)
    if (done || single) {
      cursor.rows.return?.()
      return { id: Long.ZERO, namespace, batch, first: true }
    }
    const id = Long.fromNumber(randomInt(1, 2 ** 47))
    this.#open.set(id.toString(), cursor)
    return { id, namespace, batch, first: true }
  }

  /** The next page. Throws `CommandError` 43 for a cursor that is not open. */
  more(id: string, namespace: string, batchSize = Infinity): CursorPage {
    const cursor = this.#open.get(id)
    if (!cursor || cursor.namespace !== namespace) throw new CommandError(43, `cursor id ${id} not found`)
    cursor.lastUsed = Date.now()
    try {
      const { batch, done } = fill(cursor, batchSize)
      if (done) this.#open.delete(id)
      return { id: done ? Long.ZERO : Long.fromString(id), namespace, batch, first: false }
    } catch (error) {
      this.#open.delete(id)
      throw error
    }
  }

  kill(id: string): boolean {
    this.#open.get(id)?.rows.return?.()
    return this.#open.delete(id)
  }

  /** Closes those that nobody has asked for in a long time. */
  sweep(): void {
    for (const [id, { lastUsed }] of this.#open) if (Date.now() - lastUsed > idleMs) this.kill(id)
  }
}

function fill(cursor: Cursor, size: number): { batch: Uint8Array[]; done: boolean } {
  const batch: Uint8Array[] = []
  let bytes = 0
  while (batch.length < size) {
    const next = cursor.held ?? nextOf(cursor.rows)
    if (!next) return { batch, done: true }
    delete cursor.held
    if (batch.length > 0 && bytes + next.length > mostBytes) {
      cursor.held = next
      return { batch, done: false }
    }
    bytes += next.length
    batch.push(next)
  }
  if (size === 0) return { batch, done: false }
  const peeked = cursor.held ?? nextOf(cursor.rows)
  if (peeked) cursor.held = peeked
  return { batch, done: !peeked }
}

function nextOf(rows: Iterator<Uint8Array>): Uint8Array | undefined {
  const { done, value } = rows.next()
  return done ? undefined : value
}
