import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, RequestHandler, Response } from 'express'

export type Coding = 'br' | 'gzip'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)
/** Less than about one packet: compressing saves nothing on the way. */
const WORTH_BYTES = 1_000
const textual = /^(text\/|image\/svg\+xml|application\/([\w.-]+\+)?json|application\/javascript)/

/** Is this content type text that gets smaller? */
export const isTextual = (contentType: string): boolean => textual.test(contentType)

/** The densest coding that this browser takes, or null. */
export function codingFor(req: Request): Coding | null {
  if (req.acceptsEncodings('br')) return 'br'
  return req.acceptsEncodings('gzip') ? 'gzip' : null
}

/** Compresses a body; `hard` takes its time, for what is kept and sent many times. */
export async function compress(body: Buffer, coding: Coding, hard = false): Promise<Buffer> {
  if (coding === 'gzip') return toGzip(body, { level: hard ? 9 : 6 })
  return toBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: hard ? 11 : 4,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  })
}

/**
 * Sends pages and other text compressed to whoever accepts it. Only answers that are whole when they end are
 * touched: what is streamed (evidence, files) goes as it is, and so does anything already encoded or marked
 * `no-transform`. Safe with secrets in pages only because the CSRF token is masked anew in each (csrf.ts).
 */
export function compression(): RequestHandler {
  return (req, res, next) => {
    const end = res.end.bind(res)
    const compressed = (chunk?: unknown, encoding?: unknown, done?: unknown): Response => {
      const plain = () => {
        Reflect.apply(end, res, [chunk, encoding, done])
        return res
      }
      const body = bodyOf(chunk, encoding)
      if (!body || !mayTransform(res)) return plain()
      res.vary('Accept-Encoding')
      const coding = codingFor(req)
      if (!coding) return plain()
      compress(body, coding).then((smaller) => {
        res.set({ 'Content-Encoding': coding, 'Content-Length': String(smaller.length) })
        Reflect.apply(end, res, [smaller, undefined, done])
      }, plain)
      return res
    }
    res.end = compressed as typeof res.end
    next()
  }
}

function bodyOf(chunk: unknown, encoding: unknown): Buffer | null {
  const body =
    typeof chunk === 'string'
      ? Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
      : chunk
  return Buffer.isBuffer(body) && body.length >= WORTH_BYTES ? body : null
}

function mayTransform(res: Response): boolean {
  return (
    !res.headersSent &&
    res.statusCode !== 206 &&
    res.getHeader('Content-Encoding') === undefined &&
    isTextual(String(res.getHeader('Content-Type') ?? '')) &&
    !/no-transform/.test(String(res.getHeader('Cache-Control') ?? ''))
  )
}
