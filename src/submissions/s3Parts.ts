import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { StorageResult } from './fileStorage.js'
import type { ReceivedFile } from './intake.js'
import type { S3Client } from './s3Client.js'
import { textsIn } from './s3Xml.js'

/**
 * Puts a large file up in parts, one after the other and each read twice (to be hashed, then sent), so that memory
 * stays flat. What does not come to its end is aborted there, so that no parts are left to be paid for.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
export async function putInParts(
  client: S3Client,
  file: ReceivedFile,
  key: string,
  partBytes: number,
): Promise<StorageResult> {
  const begun = await client.send({ method: 'POST', key, query: { uploads: '' } })
  if (!begun.ok) return begun
  const uploadId = textsIn(await begun.answer.body.text(), 'UploadId')[0]
  if (!uploadId) return { ok: false, code: 'refused' }

  const put = await putEach(client, file, key, partBytes, uploadId)
  const ended = put.ok ? await complete(client, key, uploadId, put.tags) : put
  if (!ended.ok) await abort(client, key, uploadId)
  return ended
}

async function putEach(
  client: S3Client,
  file: ReceivedFile,
  key: string,
  partBytes: number,
  uploadId: string,
): Promise<StorageResult<{ tags: string[] }>> {
  const tags: string[] = []
  for (let start = 0; start < file.bytes; start += partBytes) {
    const part = { start, end: Math.min(start + partBytes, file.bytes) - 1 }
    const sent = await client.send({
      method: 'PUT',
      key,
      query: { partNumber: String(tags.length + 1), uploadId },
      body: () => createReadStream(file.path, part),
      bytes: part.end - part.start + 1,
      sha256: await hashOf(file.path, part),
    })
    if (!sent.ok) return sent
    await sent.answer.body.dump()
    tags.push(String(sent.answer.headers['etag'] ?? ''))
  }
  return { ok: true, tags }
}

async function complete(
  client: S3Client,
  key: string,
  uploadId: string,
  tags: string[],
): Promise<StorageResult> {
  const parts = tags.map(
    (tag, index) => `<Part><PartNumber>${String(index + 1)}</PartNumber><ETag>${tag}</ETag></Part>`,
  )
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`
  const done = await client.send({
    method: 'POST',
    key,
    query: { uploadId },
    headers: { 'content-type': 'application/xml' },
    body: () => body,
    bytes: Buffer.byteLength(body),
    sha256: createHash('sha256').update(body).digest('hex'),
  })
  if (!done.ok) return done
  // The service begins its answer with 200 before it knows, and may end it with an error.
  const refused = textsIn(await done.answer.body.text(), 'Error').length > 0
  return refused ? { ok: false, code: 'unreachable' } : { ok: true }
}

async function abort(client: S3Client, key: string, uploadId: string): Promise<void> {
  const gone = await client.send({ method: 'DELETE', key, query: { uploadId } })
  if (gone.ok) await gone.answer.body.dump()
}

/** Aborts what a crash left half-way since before then. */
export async function abortUnfinishedUploads(client: S3Client, prefix: string, before: Date): Promise<void> {
  const listed = await client.send({ method: 'GET', query: { uploads: '', prefix } })
  if (!listed.ok) return
  for (const entry of textsIn(await listed.answer.body.text(), 'Upload')) {
    const [key = '', id = ''] = [textsIn(entry, 'Key')[0], textsIn(entry, 'UploadId')[0]]
    const begun = new Date(textsIn(entry, 'Initiated')[0] ?? '')
    if (key.startsWith(prefix) && begun < before) await abort(client, key.slice(prefix.length), id)
  }
}

async function hashOf(path: string, part: { start: number; end: number }): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, part)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
