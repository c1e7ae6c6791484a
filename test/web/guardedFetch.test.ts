import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createGuardedFetch, type GuardedFetch } from '../../src/web/guardedFetch.js'
import { isPublicAddress } from '../../src/web/publicAddress.js'

describe('guarded fetch', () => {
  const open = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Cairn-test' })
  const guarded = createGuardedFetch({ allowPrivateNetworks: false, userAgent: 'Cairn-test' })
  const servers: Server[] = []

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1')
    servers.push(server)
    await new Promise((resolve) => server.once('listening', resolve))
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  }
  const code = async (door: GuardedFetch, url: string, more = {}) => {
    const answer = await door({ url, ...more })
    return answer.ok ? answer.status : answer.code
  }

  after(async () => {
    servers.forEach((server) => {
      server.closeAllConnections()
      server.close()
    })
    await Promise.all([open.close(), guarded.close()])
  })

  it('refuses http, private, loopback, link-local and metadata addresses, however they are written', async () => {
    for (const url of [
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://10.0.0.8/',
      'https://169.254.169.254/latest/meta-data',
      'https://192.168.1.1/',
      'https://100.64.0.1/',
      'https://[fd00::1]/',
      'https://[fe80::1]/',
      'https://0.0.0.0/',
      'https://127.0.0.1./',
      'https://0177.0.0.1/',
      'https://127%2e0%2e0%2e1/',
      'https://①②⑦.0.0.1/',
      'https://[::ffff:7f00:1]/',
      'https://[::7f00:1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://[64:ff9b:1::7f00:1]/',
      'https://[2002:7f00:1::]/',
      'https://[fec0::1]/',
      'https://[5f00::1]/',
    ]) {
      expect(await code(guarded, url), url).to.equal('blocked-address')
    }
    expect(await code(guarded, 'http://example.org/')).to.equal('insecure')
  })

  it('looks at the address a name resolves to, not at the name', async () => {
    expect(await code(guarded, 'https://localhost:9/')).to.equal('blocked-address')
  })

  it('refuses what is no http URL and what carries a password', async () => {
    for (const url of [
      'ftp://a.b/',
      'javascript:alert(1)',
      'nonsense',
      'https://a:b@example.org/',
      'file:///etc/passwd',
    ]) {
      expect(await code(open, url), url).to.equal('bad-url')
    }
  })

  it('never follows a redirect', async () => {
    const url = await serve((_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    expect(await code(open, url)).to.equal('redirected')
  })

  it('keeps a bearer token from any origin that was not allowed', async () => {
    const url = await serve((_req, res) => res.end('hello'))
    expect(await code(open, url, { allowedOrigins: ['https://lms.example'] })).to.equal('foreign-origin')
    expect(await code(open, url, { allowedOrigins: [new URL(url).origin] })).to.equal(200)
  })

  it('gives up at the deadline, while waiting and while reading', async () => {
    const silent = await serve(() => undefined)
    expect(await code(open, silent, { deadlineMs: 80 })).to.equal('timeout')
    const dripping = await serve((_req, res) => res.write('a'))
    expect(await code(open, dripping, { deadlineMs: 80 })).to.equal('timeout')
  })

  it('stops reading at the size limit', async () => {
    const url = await serve((_req, res) => res.end('x'.repeat(2_000)))
    expect(await code(open, url, { maxBytes: 1_999 })).to.equal('too-large')
    expect(await code(open, url, { maxBytes: 2_000 })).to.equal(200)
  })

  it('answers with a code when nobody listens or the line is cut', async () => {
    expect(await code(open, 'http://127.0.0.1:1/')).to.equal('unreachable')
    const url = await serve((req) => req.socket.destroy())
    expect(await code(open, url)).to.equal('unreachable')
  })

  it('sends the method, the body and who we are', async () => {
    const url = await serve((req, res) => {
      req.pipe(res.setHeader('x-seen', `${String(req.method)} ${String(req.headers['user-agent'])}`))
    })
    const answer = await open({ url, method: 'POST', body: '{"a":1}' })
    expect(answer).to.include({ ok: true, status: 200 })
    if (answer.ok)
      expect([answer.body.toString(), answer.headers['x-seen']]).to.eql(['{"a":1}', 'POST Cairn-test'])
  })

  it('knows a public address when it sees one', () => {
    expect(isPublicAddress('93.184.216.34')).to.equal(true)
    expect(isPublicAddress('2606:2800:220:1:248:1893:25c8:1946')).to.equal(true)
    expect(isPublicAddress('example.org')).to.equal(false)
  })
})
