import { expect } from 'chai'
import { TestBrowser } from './support/browser.js'
import { beginLogin, honestClaims } from './support/launching.js'
import { makeKey, TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

describe('platform keys', () => {
  let tool: Tool
  let platform: TestPlatform

  beforeEach(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  afterEach(async () => {
    await tool.close()
    await platform.stop()
  })

  async function launch(from = platform, header: Record<string, unknown> = {}) {
    const browser = new TestBrowser(tool)
    const begun = await beginLogin(tool, from, browser)
    const token = await from.sign(honestClaims(tool, from, begun, 'student'), header)
    const answer = await browser.post('/lti/launch', { id_token: token, state: begun.state })
    return { status: answer.status, code: /<code dir="ltr">([\w.-]+)/.exec(answer.text)?.[1] }
  }

  it('are fetched once for a hundred launches, also when they arrive together', async () => {
    const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await launch()).status))
    expect(statuses.every((status) => status === 303)).to.equal(true)
    expect(platform.keyFetches).to.equal(1)
  })

  it('are found again at once after a rotation, without a restart or a cool-down, twice in a row', async () => {
    await launch()
    for (const kid of ['key-2', 'key-3']) {
      platform.keys = [await makeKey(kid)]
      expect((await launch()).status, kid).to.equal(303)
    }
    expect(platform.keyFetches).to.equal(3)
  })

  it('no longer count once the platform has withdrawn them and the set was fetched again', async () => {
    await launch()
    const withdrawn = platform.keys[0]!
    platform.keys = [await makeKey('key-2')]
    await launch()
    const browser = new TestBrowser(tool)
    const begun = await beginLogin(tool, platform, browser)
    const token = await platform.sign(honestClaims(tool, platform, begun, 'student'), {}, withdrawn)
    const answer = await browser.post('/lti/launch', { id_token: token, state: begun.state })
    expect(answer.text).to.contain('lti.key-unknown')
  })

  it('cost the platform a handful of requests under a flood of invented key ids, and honest people still come in', async () => {
    await launch()
    for (let count = 0; count < 40; count += 1)
      expect((await launch(platform, { kid: `invented-${String(count)}` })).code).to.equal('lti.key-unknown')
    expect(platform.keyFetches).to.be.at.most(8)
    expect((await launch()).status).to.equal(303)
    platform.keys = [await makeKey('key-2')]
    tool.clock.shiftMs += 11_000
    expect((await launch()).status).to.equal(303)
  })

  const broken: [string, TestPlatform['serveKeys']][] = [
    ['down', (_req, res) => void res.writeHead(500).end()],
    ['cut off', (req) => void req.socket.destroy()],
    ['no JSON', (_req, res) => void res.end('<html>')],
    ['no key set', (_req, res) => void res.end('{"keys":"none"}')],
    ['huge', (_req, res) => void res.end(`{"keys":[${'"x",'.repeat(200_000)}"x"]}`)],
    ['elsewhere', (_req, res) => void res.writeHead(302, { location: 'https://evil.example/jwks' }).end()],
  ]
  for (const [what, serveKeys] of broken)
    it(`that are ${what} give a clear page and are tried again`, async () => {
      platform.serveKeys = serveKeys
      expect(await launch()).to.deep.equal({ status: 424, code: 'lti.keys-unreachable' })
      platform.serveKeys = null
      tool.clock.shiftMs += 2_000
      expect((await launch()).status).to.equal(303)
    })

  it('that never come give a clear page within five seconds, while other platforms go on', async () => {
    const other = await (await TestPlatform.start()).register(tool, { clientId: 'other' })
    platform.serveKeys = () => undefined
    const started = Date.now()
    const [slow, ...others] = await Promise.all([launch(), launch(other), launch(other)])
    expect(slow).to.deep.equal({ status: 424, code: 'lti.keys-unreachable' })
    expect(Date.now() - started).to.be.below(5_000)
    expect(others.map(({ status }) => status)).to.deep.equal([303, 303])
    await other.stop()
  })

  it('known from before serve on while the platform is down', async () => {
    await launch()
    platform.serveKeys = (_req, res) => void res.writeHead(503).end()
    tool.clock.shiftMs += 2 * 3_600_000
    expect((await launch()).status).to.equal(303)
  })
})
