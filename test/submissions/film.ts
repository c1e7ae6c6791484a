import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { mp4 } from './files.js'
import type { Sender } from './sender.js'

const BLOCK = 65_536

/** A film of any length that is nowhere as a whole: each block says which one it is. */
export interface Film {
  bytes: number
  /** Its bytes from `start` up to `end` (left out). */
  part(start: number, end: number): Generator<Buffer>
  sha256(): string
}

export function filmOf(bytes: number): Film {
  const blockAt = (index: number): Buffer => {
    const block = Buffer.alloc(BLOCK, 'the lesson as it was ')
    if (index === 0) mp4(0).copy(block)
    block.writeUInt32LE(index, BLOCK - 4)
    return block
  }
  function* part(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end;) {
      const from = at % BLOCK
      const taken = Math.min(BLOCK - from, end - at)
      yield blockAt(Math.floor(at / BLOCK)).subarray(from, from + taken)
      at += taken
    }
  }
  return {
    bytes,
    part,
    sha256: () => {
      const hash = createHash('sha256')
      for (const block of part(0, bytes)) hash.update(block)
      return hash.digest('hex')
    },
  }
}

/** Bytes that break off as a dropped line does: once they are out, the connection is torn, not ended. */
function torn(blocks: Generator<Buffer>): Readable {
  return Readable.from(
    (async function* () {
      yield* blocks
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('the line is gone')
    })(),
  )
}

/**
 * Sends a film over a line that breaks so many times, each time in the middle of a part, and goes on where the tool says
 * it stopped. `broken` is called after each break. Answers how many parts were begun.
 */
export async function sendInterrupted(
  sender: Sender,
  film: Film,
  options: { name: string; times: number; broken?: (time: number) => Promise<unknown> },
): Promise<{ url: string; begun: number }> {
  const { url } = await sender.begin(options.name, film.bytes)
  const step = Math.ceil(film.bytes / (options.times + 1))
  for (let time = 1; time <= options.times; time += 1) {
    const offset = await sender.offset(url)
    if (offset === null) throw new Error('the upload is lost')
    await sender
      .send(url, offset, torn(film.part(offset, Math.min(offset + step, film.bytes - 1))))
      .catch(() => null)
    await options.broken?.(time)
  }
  for (let offset = await sender.offset(url); offset !== film.bytes; offset = await sender.offset(url)) {
    if (offset === null) throw new Error('the upload is lost')
    // A line may break here of itself, too.
    await sender.send(url, offset, Readable.from(film.part(offset, film.bytes))).catch(() => null)
  }
  return { url, begun: options.times + 1 }
}
