import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { Agent, request, type Dispatcher } from 'undici'
import type { StorageFailure, StorageResult } from './fileStorage.js'

/** A bucket of an S3-compatible service and who we are there. */
export interface S3Address {
  /** Scheme and host, such as `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string
  bucket: string
  /** Goes before every key; ends with a slash unless it is empty. */
  prefix: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Where the bucket stands in an address: in its path, or as part of the host's name. */
  style: 'path' | 'virtual'
}

/** One call. `sha256` (hex) is of the body and is signed, so that the service refuses a body that changed on the way. */
export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Beside the prefix; left out for calls on the bucket. */
  key?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  /** Called once for each try. */
  body?: () => Readable | string
  sha256?: string
  bytes?: number
}

export type S3Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>

const TRIES = 3
const PAUSE_MS = 200
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** The address of a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function s3Url(address: S3Address, key: string | undefined, query: Record<string, string> = {}): URL {
  const url = new URL(address.endpoint)
  const path = key === undefined ? '' : `${address.prefix}${key}`.split('/').map(encodeURIComponent).join('/')
  if (address.style === 'virtual') url.hostname = `${address.bucket}.${url.hostname}`
  url.pathname = address.style === 'virtual' ? `/${path}` : `/${address.bucket}/${path}`
  if (key === undefined && address.style === 'path') url.pathname = `/${address.bucket}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

/**
 * Sends signed calls (AWS Signature Version 4) with bodies streamed both ways. A service that stumbles (5xx, a dropped
 * line) is asked again twice; what is then still wrong is answered by a code. An answer's body must be read or dumped.
 */
export function createS3Client(address: S3Address) {
  const agent = new Agent({
    connect: { timeout: 5_000 },
    connections: 64,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  })

  async function once(call: S3Call): Promise<StorageResult<{ answer: S3Answer }>> {
    const url = s3Url(address, call.key, call.query)
    const signed = await new AwsV4Signer({
      ...address,
      url: url.href,
      method: call.method,
      headers: { ...call.headers, 'x-amz-content-sha256': call.sha256 ?? NOTHING },
      service: 's3',
    }).sign()
    try {
      const answer = await request(signed.url, {
        dispatcher: agent,
        method: call.method,
        headers: {
          ...Object.fromEntries(signed.headers),
          ...(call.bytes === undefined ? {} : { 'content-length': String(call.bytes) }),
        },
        body: call.body?.() ?? null,
      })
      if (answer.statusCode < 300) return { ok: true, answer }
      await answer.body.dump()
      return { ok: false, code: failureOf(answer.statusCode) }
    } catch {
      return { ok: false, code: 'unreachable' }
    }
  }

  return {
    async send(call: S3Call): Promise<StorageResult<{ answer: S3Answer }>> {
      for (let tried = 1; ; tried += 1) {
        const result = await once(call)
        if (result.ok || result.code !== 'unreachable' || tried === TRIES) return result
        await wait(PAUSE_MS * 2 ** tried)
      }
    },
    close: () => agent.close(),
  }
}

export type S3Client = ReturnType<typeof createS3Client>

function failureOf(status: number): StorageFailure {
  if (status === 404) return 'gone'
  if (status === 507) return 'full'
  return status >= 500 || status === 429 || status === 408 ? 'unreachable' : 'refused'
}
