import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import express from 'express'
import session from 'express-session'
import { request } from 'undici'
import { asset, assetRoutes } from '../../src/web/assets.js'
import { compression } from '../../src/web/compression.js'

const page = `<p>${'كل حجر يدلّ على الطريق. Each stone marks the way. '.repeat(60)}</p>`

describe('compressed answers', () => {
  const app = express()
  app.use(compression())
  app.use(assetRoutes())
  app.get('/page', (_req, res) => {
    res.send(page)
  })
  app.get('/short', (_req, res) => {
    res.send('short')
  })
  app.get('/picture', (_req, res) => {
    res.type('png').send(Buffer.alloc(5_000))
  })
  app.get('/as-it-is', (_req, res) => {
    res.set('Cache-Control', 'no-transform').send(page)
  })
  app.get('/stream', async (_req, res) => {
    const source = new PassThrough()
    source.end(page)
    res.type('text')
    await pipeline(source, res)
  })
  app.get(
    '/session',
    session({ secret: 'for tests', resave: false, saveUninitialized: false }),
    (req, res) => {
      req.session.locale = 'ar'
      res.send(page)
    },
  )

  let server: Server
  let origin: string
  before(async () => {
    server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  /** The bytes as they are on the wire. */
  async function raw(path: string, coding: string, headers: Record<string, string> = {}) {
    const answer = await request(`${origin}${path}`, { headers: { 'accept-encoding': coding, ...headers } })
    const bytes = Buffer.from(await answer.body.arrayBuffer())
    return { status: answer.statusCode, headers: answer.headers, bytes }
  }

  it('a page arrives whole, in the densest coding the browser takes', async () => {
    const dense = await raw('/page', 'gzip, deflate, br')
    expect(dense.headers['content-encoding']).to.equal('br')
    expect(dense.headers['content-length']).to.equal(String(dense.bytes.length))
    expect(brotliDecompressSync(dense.bytes).toString()).to.equal(page)
    expect(dense.bytes.length).to.be.lessThan(500)
    const older = await raw('/page', 'gzip')
    expect(older.headers['content-encoding']).to.equal('gzip')
    expect(gunzipSync(older.bytes).toString()).to.equal(page)
  })

  it('who takes none gets the page as it is, and caches are told that it varies', async () => {
    for (const coding of ['identity', 'br;q=0, gzip;q=0', 'zstd']) {
      const plain = await raw('/page', coding)
      expect(plain.headers).not.to.have.property('content-encoding')
      expect(plain.headers['vary']).to.contain('Accept-Encoding')
      expect(plain.bytes.toString()).to.equal(page)
    }
  })

  it('what is short, not text, streamed or not to be changed is left alone', async () => {
    for (const path of ['/short', '/picture', '/stream', '/as-it-is']) {
      const answer = await raw(path, 'br, gzip')
      expect(answer.status, path).to.equal(200)
      expect(answer.headers, path).not.to.have.property('content-encoding')
    }
    expect((await raw('/stream', 'br')).bytes.toString()).to.equal(page)
  })

  it('a page that changes the session arrives whole too', async () => {
    const answer = await fetch(`${origin}/session`)
    expect(await answer.text()).to.equal(page)
  })

  it('a browser that has the page already is told so', async () => {
    const first = await raw('/page', 'br')
    const again = await raw('/page', 'br', { 'if-none-match': String(first.headers['etag']) })
    expect(again.status).to.equal(304)
    expect(again.bytes.length).to.equal(0)
  })

  it('HEAD is answered without a body', async () => {
    const answer = await fetch(`${origin}/page`, { method: 'HEAD' })
    expect(await answer.text()).to.equal('')
    expect(answer.status).to.equal(200)
  })

  it('assets come compressed and for a year under their hash, and only for now under any other', async () => {
    const kept = await raw(asset('css/cairn.css'), 'br')
    expect(kept.headers['content-encoding']).to.equal('br')
    expect(kept.headers['content-type']).to.match(/^text\/css/)
    expect(kept.headers['cache-control']).to.contain('immutable')
    const plain = await raw(asset('css/cairn.css'), 'identity')
    expect(brotliDecompressSync(kept.bytes).equals(plain.bytes)).to.equal(true)
    const other = await raw('/assets/css/cairn.css?v=0000000000', 'br')
    expect(other.headers['cache-control']).to.equal('no-cache')
  })

  it('no address leads out of the assets', async () => {
    for (const path of ['/assets/..%2fpackage.json', '/assets/%2e%2e%2fpackage.json', '/assets/', '/assets'])
      expect((await raw(path, 'br')).status, path).to.equal(404)
  })
})
