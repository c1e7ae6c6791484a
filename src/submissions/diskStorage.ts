import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isDiskFull } from './intake.js'
import {
  isStoredName,
  ownName,
  type FileStorage,
  type StorageFailure,
  type StorageResult,
} from './fileStorage.js'

/**
 * Evidence files in a private directory of this machine (or one that several machines share), in a folder for each
 * beginning of a hash. A received file is already flushed: it is renamed into place, so that a crash leaves all of it
 * or nothing.
 */
export async function createDiskStorage(directory: string): Promise<FileStorage> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const placeOf = (name: string): string => path.join(directory, ownName(name).slice(0, 2), name)
  return {
    async keep(file, name) {
      const place = placeOf(name)
      return answered(async () => {
        await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
        await move(file.path, place)
        await flush(path.dirname(place))
        return { ok: true }
      })
    },
    async open(name, range) {
      const place = placeOf(name)
      return answered(async () => {
        const handle = await open(place, 'r')
        return { ok: true, stream: createReadStream(place, { ...range, fd: handle }) }
      })
    },
    async size(name) {
      const place = placeOf(name)
      const found = await answered(async () => ({ ok: true, bytes: (await stat(place)).size }))
      return !found.ok && found.code === 'gone' ? { ok: true, bytes: null } : found
    },
    async remove(name) {
      const place = placeOf(name)
      return answered(async () => {
        await rm(place, { force: true })
        return { ok: true }
      })
    },
    async *list() {
      for (const folder of await readdir(directory, { withFileTypes: true })) {
        if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue
        for (const name of await readdir(path.join(directory, folder.name))) {
          if (!isStoredName(name)) continue
          const found = await stat(path.join(directory, folder.name, name)).catch(() => null)
          if (found) yield { name, bytes: found.size, at: found.mtime }
        }
      }
    },
    // Nothing is half-done here: what arrives waits in the intake, which sweeps itself.
    sweep: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

/** Runs work on the disk and answers what operators and people can act on; anything else is thrown. */
async function answered<T extends object>(work: () => Promise<StorageResult<T>>): Promise<StorageResult<T>> {
  try {
    return await work()
  } catch (error) {
    const code = failureOf(error)
    if (!code) throw error
    return { ok: false, code }
  }
}

function failureOf(error: unknown): StorageFailure | null {
  if (isDiskFull(error)) return 'full'
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT') return 'gone'
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'refused' : null
}

/** A rename where the disk is the same; where it is not, a flushed copy that is renamed, so that no half file has the name. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    const beside = `${to}.part`
    await copyFile(from, beside)
    await flush(beside)
    await rename(beside, to)
    await rm(from, { force: true })
  }
}

/** Makes a file's bytes, or a directory's names, outlive a power cut. */
async function flush(place: string): Promise<void> {
  const handle = await open(place, 'r')
  await handle.sync().finally(() => handle.close())
}
