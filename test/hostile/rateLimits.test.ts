import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createApp } from '../../src/app.js'
import { createAllowance } from '../../src/web/allowance.js'
import { TestBrowser } from '../lti/support/browser.js'
import { TestPlatform } from '../lti/support/platform.js'
import { openTool } from '../lti/support/tool.js'
import { startWorld, type World } from '../support/world.js'
import { request, sendRaw } from './wire.js'

describe('rate limits', function () {
  this.timeout(60_000)

  it('give each key its own allowance, fill it again with time, and forget the oldest of too many', () => {
    let now = 0
    const allowance = createAllowance({ perMinute: 3, clock: { now: () => new Date(now) } })
    expect([1, 2, 3, 4].map(() => allowance('a'))).to.deep.equal([0, 0, 0, 20])
    expect(allowance('b')).to.equal(0)
    now = 19_000
    expect(allowance('a')).to.equal(1)
    now = 20_001
    expect([allowance('a'), allowance('a')]).to.deep.equal([0, 20])
    for (let other = 0; other < 20_001; other += 1) allowance(String(other))
    expect(allowance('a')).to.equal(0)
  })

  describe('behind a proxy', () => {
    let world: World
    let server: Server
    let url: string
    before(async () => {
      world = await startWorld()
      const { services } = world.tool
      // The same services, served as behind one proxy that says who asks.
      server = createServer(createApp({ ...services, config: { ...services.config, trustProxy: '1' } }))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      url = `http://localhost:${String((server.address() as AddressInfo).port)}`
    })
    after(async () => {
      server.closeAllConnections()
      server.close()
      await world.close()
    })
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const ask = (method: 'GET' | 'POST', path: string, from: string) => {
      const headers = { 'X-Forwarded-For': from, ...(method === 'POST' ? form : {}) }
      return sendRaw(url, request(method, path, headers, method === 'POST' ? 'text=x' : ''))
    }

    it('count the person behind it, answer 429 with a kind page and when to come again, and leave others alone', async () => {
      const mine = '203.0.113.7'
      for (let count = 0; count < 30; count += 1)
        expect((await ask('GET', '/lti/register/none', mine)).status).to.not.equal(429)
      const refused = await ask('GET', '/lti/register/none', mine)
      expect(refused.status).to.equal(429)
      expect(Number(refused.headers['retry-after'])).to.be.within(1, 3)
      expect(refused.body).to.include('One moment, please').and.include('too_many_requests')
      // What a caller writes in front of what the proxy says changes nothing.
      expect((await ask('GET', '/lti/register/none', `198.51.100.1, ${mine}`)).status).to.equal(429)
      expect((await ask('GET', '/lti/register/none', '203.0.113.8')).status).to.not.equal(429)
      expect((await ask('GET', '/verify', mine)).status).to.equal(200)
    })

    it('hold for verifying, where reading is free', async () => {
      const statuses: number[] = []
      for (let count = 0; count < 40; count += 1)
        statuses.push((await ask('POST', '/verify', '203.0.113.9')).status)
      expect(statuses.slice(0, 20)).to.not.include(429)
      expect(statuses.at(-1)).to.equal(429)
      expect((await ask('GET', '/verify', '203.0.113.9')).status).to.equal(200)
    })

    it('do not meet a classroom of two hundred behind one address', async () => {
      const logins = Array.from({ length: 400 }, () => ask('POST', '/lti/login', '203.0.113.10'))
      expect(new Set((await Promise.all(logins)).map(({ status }) => status))).to.deep.equal(new Set([400]))
    })
  })

  it('keep one noisy platform from the others', async () => {
    const tool = await openTool({ launchesPerMinute: 20 })
    const noisy = await (await TestPlatform.start()).register(tool)
    const quiet = await (await TestPlatform.start()).register(tool, { clientId: 'quiet' })
    const login = (platform: TestPlatform) =>
      new TestBrowser(tool).post('/lti/login', {
        iss: platform.issuer,
        client_id: platform.registration.clientId,
        login_hint: '4',
        target_link_uri: `${tool.publicUrl}/`,
      })
    // One comes back every three seconds; a minute's worth and a few more are refused on any machine.
    const answers = await Promise.all(Array.from({ length: 60 }, () => login(noisy)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).to.be.greaterThan(10)
    expect(refused[0]!.text).to.include('lti.platform-busy')
    expect(Number(refused[0]!.headers.get('retry-after'))).to.be.within(1, 3)
    expect((await login(quiet)).status).to.equal(302)
    tool.clock.shiftMs += 3_100
    expect((await login(noisy)).status).to.equal(302)
    await tool.close()
    await noisy.stop()
    await quiet.stop()
  })
})
