import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { FileStore, MemoryConfigstore } from '@tus/file-store'

/** What has arrived so far of files on their way, one file each, named by the upload's id. */
export interface UploadParts {
  /** How many bytes have arrived; null when there is nothing of that name. */
  size(id: string): Promise<number | null>
  read(id: string): Readable
  /** Throws away what arrived; what is not there counts as thrown away. */
  remove(id: string): Promise<void>
  ids(): Promise<string[]>
  /** Bytes the disk still has room for. */
  freeBytes(): Promise<number>
  /** The same files as the protocol's server writes them. */
  datastore(lookUp: LookUp): FileStore
}

/** How the protocol's server learns how long an upload will be; undefined for one that is not known. */
export type LookUp = (id: string) => Promise<{ bytes: number; createdAt: Date } | undefined>

/** Keeps what has arrived in a private directory. With several processes it must be one they share. */
export async function createUploadParts(directory: string): Promise<UploadParts> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const placeOf = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw new Error('not the id of an upload')
    return path.join(directory, id)
  }
  return {
    size: (id) =>
      stat(placeOf(id)).then(
        ({ size }) => size,
        () => null,
      ),
    read: (id) => createReadStream(placeOf(id)),
    remove: (id) => rm(placeOf(id), { force: true }),
    ids: () => readdir(directory),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(directory)
      return bavail * bsize
    },
    datastore: (lookUp) => new FileStore({ directory, configstore: new KnownUploads(lookUp) }),
  }
}

/** The facts of an upload stand in the database: the protocol's server reads them there and keeps none of its own. */
class KnownUploads extends MemoryConfigstore {
  constructor(private readonly lookUp: LookUp) {
    super()
  }

  override async get(id: string): ReturnType<MemoryConfigstore['get']> {
    const found = await this.lookUp(id)
    if (!found) return undefined
    const known = { id, size: found.bytes, offset: 0, creation_date: found.createdAt.toISOString() }
    return known as Awaited<ReturnType<MemoryConfigstore['get']>>
  }

  override set(): Promise<void> {
    return Promise.resolve()
  }

  override delete(): Promise<void> {
    return Promise.resolve()
  }
}
