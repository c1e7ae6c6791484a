import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** A file that has fully arrived but belongs to nothing yet. `path` is readable on this machine until it is kept or discarded. */
export interface ReceivedFile {
  path: string
  bytes: number
  /** Hex. */
  sha256: string
}

export type ReceiveResult =
  { ok: true; file: ReceivedFile } | { ok: false; code: 'tooLarge' | 'empty' | 'interrupted' | 'full' }

/** Where files arrive, are looked at and made over before they are kept: a private directory of this machine. */
export interface Intake {
  /**
   * Streams a source to a private place, durably. When it is too large, empty or breaks off, or the disk is full,
   * nothing is left behind and the source has been drained or destroyed. Rejects when the disk itself fails.
   */
  receive(source: Readable, maxBytes: number): Promise<ReceiveResult>
  /** A place for a file that is about to be made from another one. */
  freshPlace(): string
  /** Takes in a file that was made at a fresh place. */
  take(place: string): Promise<ReceivedFile>
  /** Removes a received file that will not be kept. */
  discard(file: { path: string }): Promise<void>
}

const LEFTOVER_AGE_MS = 24 * 3600 * 1000

/**
 * Makes the intake, and sweeps what a crash left there more than a day before `now`: nothing takes so long between
 * its first byte and its last. `directory` should lie on the disk that files are kept on, so that keeping is a rename.
 */
export async function createIntake(directory: string, now: Date): Promise<Intake> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await sweep(directory, now.getTime() - LEFTOVER_AGE_MS)
  const freshPlace = () => path.join(directory, randomUUID())
  return {
    receive: (source, maxBytes) => receive(source, maxBytes, freshPlace()),
    freshPlace,
    take: async (place) => {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of createReadStream(place)) {
        const data = chunk as Buffer
        hash.update(data)
        bytes += data.length
      }
      const handle = await open(place, 'r+')
      await handle.sync().finally(() => handle.close())
      return { path: place, bytes, sha256: hash.digest('hex') }
    },
    discard: (file) => rm(file.path, { force: true }),
  }
}

async function receive(source: Readable, maxBytes: number, place: string): Promise<ReceiveResult> {
  const handle = await open(place, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  let code: 'tooLarge' | 'empty' | 'interrupted' | 'full' | undefined
  try {
    for await (const chunk of source) {
      const data = Buffer.from(chunk as Uint8Array)
      bytes += data.length
      if (bytes > maxBytes) code = 'tooLarge'
      if (code) continue
      hash.update(data)
      await handle.write(data)
    }
    if (bytes === 0) code = 'empty'
    if (!code) await handle.sync()
  } catch (error) {
    if (!source.errored && !isDiskFull(error)) {
      await handle.close()
      await rm(place, { force: true })
      throw error
    }
    code = isDiskFull(error) ? 'full' : 'interrupted'
  }
  await handle.close()
  if (!code) return { ok: true, file: { path: place, bytes, sha256: hash.digest('hex') } }
  await rm(place, { force: true })
  return { ok: false, code }
}

/** True when a write failed because the disk or somebody's share of it is full. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

async function sweep(directory: string, before: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const leftover = path.join(directory, name)
    if ((await stat(leftover)).mtimeMs < before) await rm(leftover, { force: true })
  }
}
