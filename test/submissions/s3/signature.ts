import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string) => createHash('sha256').update(data).digest('hex')

/** RFC 3986 unreserved characters stay; everything else is percent-encoded in capitals. */
const encoded = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

/**
 * Whether a request is signed with AWS Signature Version 4 by that key, worked out from the raw request alone:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * Null when it is; otherwise what is wrong.
 */
export function signatureProblem(
  request: IncomingMessage,
  keys: { accessKeyId: string; secretAccessKey: string; region: string },
): string | null {
  const header = request.headers.authorization ?? ''
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    header,
  )
  if (!parts) return 'no signature'
  const [, credential = '', signedHeaders = '', signature] = parts
  const [id, day = '', region = '', service = '', end] = credential.split('/')
  if (id !== keys.accessKeyId) return 'another key'
  if (region !== keys.region || service !== 's3' || end !== 'aws4_request') return 'another scope'
  const at = String(request.headers['x-amz-date'])
  const time = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at)
  if (!time || !at.startsWith(day)) return 'no date'
  const [, y, mo, d, h, mi, s] = time.map(Number)
  const skew = Math.abs(Date.UTC(y!, mo! - 1, d, h, mi, s) - Date.now())
  if (skew > 15 * 60_000) return 'the date is not now'
  const names = signedHeaders.split(';')
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'too little is signed'

  const url = new URL(request.url ?? '', 'http://x')
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const path = url.pathname.split('/').map(decodeURIComponent).map(encoded).join('/')
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const payload = String(request.headers['x-amz-content-sha256'])
  const canonical = [request.method, path, query, headers, signedHeaders, payload].join('\n')
  const scope = [day, region, service, end].join('/')
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${keys.secretAccessKey}`,
  )
  return hmac(key, toSign).toString('hex') === signature ? null : 'the signature does not match'
}
