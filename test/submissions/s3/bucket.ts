import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { S3Address } from '../../../src/submissions/s3Client.js'
import { signatureProblem } from './signature.js'

const keys = { accessKeyId: 'AKID+EXAMPLE', secretAccessKey: 'a+secret/of the tests', region: 'eu-test-1' }
/** Small, so that a test needs few objects to see more than one page. */
const PAGE = 3

interface Unfinished {
  key: string
  begun: Date
  parts: Map<number, Buffer>
}

/**
 * A strict little S3 with one bucket, in memory: checks the signature of every call and the hash and length of every
 * body, joins parts only when each tag is right, and lists in pages. `fail` lets the next calls stumble.
 */
export async function startBucket(style: S3Address['style'] = 'path') {
  const objects = new Map<string, { body: Buffer; at: Date }>()
  const unfinished = new Map<string, Unfinished>()
  const refusals: string[] = []
  const failing: (number | 'hang up')[] = []

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const failure = failing.shift()
    if (failure === 'hang up') return void response.destroy()
    if (failure) return say(response, failure)
    const problem = signatureProblem(request, keys) ?? bodyProblem(request, body)
    if (problem) {
      refusals.push(problem)
      return say(response, 403, `<Error><Code>${problem}</Code></Error>`)
    }
    const url = new URL(request.url ?? '', 'http://x')
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent)
    if (bucket !== 'evidence') return say(response, 404)
    handle(request, response, rest.join('/'), url.searchParams, body)
  }

  function handle(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    query: URLSearchParams,
    body: Buffer,
  ): void {
    const uploadId = query.get('uploadId') ?? ''
    const method = `${request.method ?? ''} ${key ? 'object' : 'bucket'}${query.has('uploads') ? ' uploads' : ''}${uploadId ? ' upload' : ''}`
    const found = objects.get(key)
    const half = unfinished.get(uploadId)
    if (method === 'PUT object') {
      objects.set(key, { body, at: new Date() })
      return say(response, 200)
    }
    if (method === 'HEAD object' || method === 'GET object') {
      if (!found) return say(response, 404)
      return give(response, found.body, request.headers.range, request.method === 'HEAD')
    }
    if (method === 'DELETE object') {
      objects.delete(key)
      return say(response, 204)
    }
    if (method === 'GET bucket') return say(response, 200, listing(query))
    if (method === 'GET bucket uploads') {
      const each = [...unfinished].map(
        ([id, { key, begun }]) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
      )
      return say(response, 200, `<ListMultipartUploadsResult>${each.join('')}</ListMultipartUploadsResult>`)
    }
    if (method === 'POST object uploads') {
      const id = `up&${String(unfinished.size)}`
      unfinished.set(id, { key, begun: new Date(), parts: new Map() })
      return say(response, 200, `<R><UploadId>${id.replace('&', '&amp;')}</UploadId></R>`)
    }
    if (!half || half.key !== key) return say(response, 404)
    if (method === 'PUT object upload') {
      half.parts.set(Number(query.get('partNumber')), body)
      response.setHeader('etag', tagOf(body))
      return say(response, 200)
    }
    unfinished.delete(uploadId)
    if (method === 'DELETE object upload') return say(response, 204)
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)]
    const parts = named.map(([, number, tag]) => {
      const part = half.parts.get(Number(number))
      return part && tagOf(part) === tag ? part : null
    })
    if (parts.length !== half.parts.size || parts.includes(null))
      return say(response, 200, '<Error><Code>InvalidPart</Code></Error>')
    objects.set(key, { body: Buffer.concat(parts.filter((part) => part !== null)), at: new Date() })
    say(response, 200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>')
  }

  function listing(query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? ''
    const names = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    const from = Number(query.get('continuation-token') ?? 0)
    const rows = names.slice(from, from + PAGE).map((key) => {
      const { body, at } = objects.get(key)!
      return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${String(body.length)}</Size></Contents>`
    })
    const next =
      names.length > from + PAGE
        ? `<NextContinuationToken>${String(from + PAGE)}</NextContinuationToken>`
        : ''
    return `<ListBucketResult>${rows.join('')}${next}</ListBucketResult>`
  }

  const endpoint = `http://127.0.0.1:${String(port)}`
  const address: S3Address = { endpoint, bucket: 'evidence', prefix: 'cairn/', style, ...keys }
  const secret = [keys.accessKeyId, keys.secretAccessKey].map(encodeURIComponent).join(':')
  return {
    address,
    /** The same as a setting. */
    url: `http://${secret}@127.0.0.1:${String(port)}/evidence/cairn?region=${keys.region}`,
    objects,
    unfinished,
    refusals,
    /** What the next calls get instead of an answer. */
    fail: (...how: (number | 'hang up')[]) => failing.push(...how),
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Bucket = Awaited<ReturnType<typeof startBucket>>

const tagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`

function bodyProblem(request: IncomingMessage, body: Buffer): string | null {
  const hash = createHash('sha256').update(body).digest('hex')
  if (request.headers['x-amz-content-sha256'] !== hash) return 'the body is not what was signed'
  if (request.method === 'PUT' && Number(request.headers['content-length']) !== body.length)
    return 'no length'
  return null
}

function say(response: ServerResponse, status: number, xml = ''): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}

function give(response: ServerResponse, body: Buffer, range: string | undefined, onlyHead: boolean): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
  const part = start === undefined ? body : body.subarray(Number(start), Number(end) + 1)
  response.writeHead(start === undefined ? 200 : 206, { 'content-length': part.length })
  response.end(onlyHead ? undefined : part)
}
