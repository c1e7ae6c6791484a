import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import {
  isStoredName,
  ownName,
  type FileStorage,
  type StorageFailure,
  type StorageResult,
  type StoredFile,
} from './fileStorage.js'
import type { ReceivedFile } from './intake.js'
import { createS3Client, type S3Address, type S3Client } from './s3Client.js'
import { abortUnfinishedUploads, putInParts } from './s3Parts.js'
import { textsIn } from './s3Xml.js'

/** A service lists, answers, or is away: what walks everything cannot go on without it. */
export class StorageUnavailable extends Error {
  constructor(readonly code: StorageFailure) {
    super(`the evidence storage does not answer (${code})`)
    this.name = 'StorageUnavailable'
  }
}

/** Above this many bytes a file goes up in parts of this size; 10,000 parts are the most there may be. */
export const S3_PART_BYTES = 64 * 1024 * 1024

/**
 * Evidence files in a bucket of an S3-compatible service (`S3_URL`). Every body is signed with its hash; what is not
 * complete there is not there, so that a crash leaves all of a file or nothing.
 * @param partBytes at least 5 MiB on a real service, except for the last part
 */
export function createS3Storage(address: S3Address, partBytes = S3_PART_BYTES): FileStorage {
  const client = createS3Client(address)

  return {
    async keep(file, name) {
      const key = ownName(name)
      const kept =
        file.bytes > partBytes
          ? await putInParts(client, file, key, partBytes)
          : await putWhole(client, file, key)
      if (kept.ok) await rm(file.path, { force: true })
      return kept
    },
    async open(name, range) {
      const headers: Record<string, string> = range
        ? { range: `bytes=${String(range.start)}-${String(range.end)}` }
        : {}
      const got = await client.send({ method: 'GET', key: ownName(name), headers })
      return got.ok ? { ok: true, stream: got.answer.body } : got
    },
    async size(name) {
      const found = await client.send({ method: 'HEAD', key: ownName(name) })
      if (!found.ok) return found.code === 'gone' ? { ok: true, bytes: null } : found
      await found.answer.body.dump()
      return { ok: true, bytes: Number(found.answer.headers['content-length']) }
    },
    async remove(name) {
      const gone = await client.send({ method: 'DELETE', key: ownName(name) })
      if (!gone.ok) return gone.code === 'gone' ? { ok: true } : gone
      await gone.answer.body.dump()
      return { ok: true }
    },
    async *list(): AsyncGenerator<StoredFile> {
      let token: string | undefined
      do {
        const query = {
          'list-type': '2',
          prefix: address.prefix,
          ...(token ? { 'continuation-token': token } : {}),
        }
        const page = await client.send({ method: 'GET', query })
        if (!page.ok) throw new StorageUnavailable(page.code)
        const xml = await page.answer.body.text()
        for (const entry of textsIn(xml, 'Contents')) {
          const name = (textsIn(entry, 'Key')[0] ?? '').slice(address.prefix.length)
          const [at = '', bytes = ''] = [textsIn(entry, 'LastModified')[0], textsIn(entry, 'Size')[0]]
          if (isStoredName(name)) yield { name, bytes: Number(bytes), at: new Date(at) }
        }
        token = textsIn(xml, 'NextContinuationToken')[0]
      } while (token)
    },
    sweep: (before) => abortUnfinishedUploads(client, address.prefix, before),
    close: () => client.close(),
  }
}

async function putWhole(client: S3Client, file: ReceivedFile, key: string): Promise<StorageResult> {
  const { path, bytes, sha256 } = file
  const put = await client.send({ method: 'PUT', key, body: () => createReadStream(path), bytes, sha256 })
  if (!put.ok) return put
  await put.answer.body.dump()
  return { ok: true }
}
