import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../clock/clock.js'
import type { FileStorage, ReceiveResult } from './fileStorage.js'

const LEFTOVER_AGE_MS = 24 * 3600 * 1000

/**
 * Evidence files in a private directory of this machine. A file is written beside its place, flushed to the
 * disk and renamed, so that a crash leaves either all of it or nothing; what a crash left half-written is
 * swept a day later, at the next start.
 */
export async function createDiskStorage(directory: string, clock: Clock): Promise<FileStorage> {
  const incoming = path.join(directory, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await sweep(incoming, clock.now().getTime() - LEFTOVER_AGE_MS)
  const placeOf = (name: string): string => {
    if (!/^[0-9a-f]{64}-[0-9a-zA-Z-]{1,64}$/.test(name)) throw new Error('not a name of an evidence file')
    return path.join(directory, name.slice(0, 2), name)
  }
  return {
    receive: (source, maxBytes) => receive(source, maxBytes, path.join(incoming, randomUUID())),
    async keep(file, name) {
      const place = placeOf(name)
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
      await rename(file.path, place)
      await flush(path.dirname(place))
    },
    discard: (file) => rm(file.path, { force: true }),
    open: (name, range) => createReadStream(placeOf(name), range),
    remove: (name) => rm(placeOf(name), { force: true }),
  }
}

async function receive(source: Readable, maxBytes: number, place: string): Promise<ReceiveResult> {
  const handle = await open(place, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  let code: 'tooLarge' | 'empty' | 'interrupted' | undefined
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
    if (!source.errored) {
      await handle.close()
      await rm(place, { force: true })
      throw error
    }
    code = 'interrupted'
  }
  await handle.close()
  if (!code) return { ok: true, file: { path: place, bytes, sha256: hash.digest('hex') } }
  await rm(place, { force: true })
  return { ok: false, code }
}

/** A rename is durable once the directory that holds it is. */
async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
}

async function sweep(incoming: string, before: number): Promise<void> {
  for (const name of await readdir(incoming)) {
    const leftover = path.join(incoming, name)
    if ((await stat(leftover)).mtimeMs < before) await rm(leftover, { force: true })
  }
}
