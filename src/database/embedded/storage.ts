import { open, type RootDatabase } from 'lmdb'

/** Keys from `from` (included) to `to` (not included), in the order of their bytes. */
export interface Range {
  from: Buffer
  to: Buffer
}

export interface Entry {
  key: Buffer
  value: Buffer
}

/** An ordered map of bytes on disk; one process, one thread. */
export interface Storage {
  get(key: Buffer): Buffer | undefined
  put(key: Buffer, value: Uint8Array): void
  remove(key: Buffer): void
  /** The entries of a range; each step sees the state of its moment, so a scan may stay open for long. */
  scan(range: Range, reverse?: boolean): Generator<Entry>
  count(range: Range): number
  /** Runs `action` as one transaction that is on disk when this returns; undoes it when `action` throws. */
  write<T>(action: () => T): T
  close(): Promise<void>
}

/** Rows read at once: few for those who want one, more for those who go on. */
const firstChunk = 8
const largestChunk = 512

/**
 * Opens the LMDB environment in a directory, which is made when missing. `sync: false` leaves flushing to the
 * operating system and is for tests.
 */
export function openStorage(path: string, { sync }: { sync: boolean }): Storage {
  const database: RootDatabase<Buffer, Buffer> = open<Buffer, Buffer>({
    path,
    noSubdir: false,
    encoding: 'binary',
    keyEncoding: 'binary',
    noSync: !sync,
  })
  function* scan({ from, to }: Range, reverse = false): Generator<Entry> {
    let start = reverse ? to : from
    let exclusiveStart = reverse
    for (let limit = firstChunk; ; limit = Math.min(limit * 4, largestChunk)) {
      const end = reverse ? from : to
      const chunk: Entry[] = [
        ...database.getRange({ start, end, exclusiveStart, inclusiveEnd: reverse, reverse, limit }),
      ]
      yield* chunk
      const last = chunk.at(-1)
      if (!last || chunk.length < limit) return
      start = last.key
      exclusiveStart = true
    }
  }
  return {
    get: (key) => database.get(key),
    put: (key, value) => database.putSync(key, asBuffer(value)),
    remove: (key) => void database.removeSync(key),
    scan,
    count: ({ from, to }) => database.getKeysCount({ start: from, end: to }),
    write: (action) => database.transactionSync(action),
    close: () => database.close(),
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The least bytes that are greater than all that begin with these. */
export function after(bytes: Buffer): Buffer {
  const next = Buffer.from(bytes)
  for (let i = next.length - 1; i >= 0; i--) {
    if (next.readUInt8(i) < 0xff) {
      next[i] = next.readUInt8(i) + 1
      return next.subarray(0, i + 1)
    }
  }
  return Buffer.alloc(next.length + 1, 0xff)
}
