import { once } from 'node:events'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import * as cheerio from 'cheerio'

export interface Weight {
  /** Of the page and everything it makes a browser fetch. */
  bytes: number
  /** Of the page alone: what a browser fetches that has kept the rest. */
  pageBytes: number
  requests: number
}

/** Weighs a page on the wire. Throws when it, or something it needs, is not answered with 200. */
export async function weigh(url: URL, cookies: Record<string, string>): Promise<Weight> {
  const page = await receive(url, cookies)
  const $ = cheerio.load(page.body.toString('utf8'))
  const needed = [
    ...$('link[rel="stylesheet"], link[rel="icon"]').map((_, element) => element.attribs['href'] ?? ''),
    ...$('script[src], img[src]').map((_, element) => element.attribs['src'] ?? ''),
  ].filter((address) => !address.startsWith('data:'))
  let bytes = page.bytes
  const distinct = [...new Set(needed)]
  for (const address of distinct) bytes += (await receive(new URL(address, url), cookies)).bytes
  return { bytes, pageBytes: page.bytes, requests: 1 + distinct.length }
}

/** One GET over a socket of its own; counts every byte that comes back. */
async function receive(url: URL, cookies: Record<string, string>): Promise<{ bytes: number; body: Buffer }> {
  const socket = connect(Number(url.port), url.hostname)
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  socket.write(
    [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      'Accept: text/html,application/xhtml+xml,*/*;q=0.8',
      'Accept-Encoding: gzip, deflate, br',
      `Cookie: ${cookie.join('; ')}`,
      'Connection: close',
      '\r\n',
    ].join('\r\n'),
  )
  await once(socket, 'close')
  const answer = Buffer.concat(parts)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.subarray(0, end).toString('latin1')
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`${url.pathname}: ${head.split('\r\n')[0] ?? ''}`)
  return { bytes: answer.length, body: decoded(answer.subarray(end + 4), head) }
}

function decoded(body: Buffer, head: string): Buffer {
  if (/^content-encoding: br/im.test(head)) return brotliDecompressSync(body)
  return /^content-encoding: gzip/im.test(head) ? gunzipSync(body) : body
}
