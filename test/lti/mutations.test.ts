import { expect } from 'chai'
import { TestBrowser } from './support/browser.js'
import { beginLogin, honestClaims } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** The same numbers in every run, so that a failure can be repeated. */
function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
  return { next, pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]! }
}

const oddities: unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[]],
  { $ne: null },
  ['a', 7],
  'x'.repeat(3_000),
  '\u0000',
  '\ud800',
  '$where',
  '__proto__',
  '<script>',
  'https://',
  'javascript:1',
]

describe('mutated messages', () => {
  let tool: Tool
  let platform: TestPlatform

  before(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  after(async () => {
    await tool.close()
    await platform.stop()
  })

  it('of two hundred signed tokens with one claim gone wrong, each arrives or is refused with a 4xx, and none does more', async function () {
    this.timeout(60_000)
    const { pick } = dice(7)
    for (let count = 0; count < 200; count += 1) {
      const browser = new TestBrowser(tool)
      const begun = await beginLogin(tool, platform, browser)
      const claims = honestClaims(tool, platform, begun, 'student')
      const name = pick(Object.keys(claims))
      const value = pick(oddities)
      const inner = claims[name]
      if (typeof inner === 'object' && inner !== null && count % 2 === 0)
        claims[name] = { ...inner, [pick(Object.keys(inner))]: value }
      else claims[name] = value
      tool.arrivals.length = 0
      const answer = await browser.post('/lti/launch', {
        id_token: await platform.sign(claims),
        state: begun.state,
      })
      const what = `${name} = ${JSON.stringify(claims[name])?.slice(0, 80)}`
      expect(answer.status, what).to.satisfy(
        (status: number) => status === 303 || (status >= 400 && status < 500),
      )
      expect(tool.arrivals.length, what).to.equal(answer.status === 303 ? 1 : 0)
      const [arrived] = tool.arrivals
      if (arrived) {
        expect(arrived.user?.sub, what).to.be.a('string')
        expect(arrived.targetUrl, what).to.match(/^\/(?!\/)/)
      }
    }
  })

  it('of four hundred random requests to every address of the room give no 5xx, and the process lives', async function () {
    this.timeout(60_000)
    const { next, pick } = dice(11)
    const paths = [
      'login',
      'launch',
      'keys',
      'register/x',
      'canvas.json',
      'handover',
      'handover/confirmation',
      '',
      'nothing',
      '%2e%2e/x',
      'register/%00',
    ]
    const names = [
      'iss',
      'client_id',
      'login_hint',
      'target_link_uri',
      'state',
      'id_token',
      'error',
      'code',
      'openid_configuration',
      'lang',
      '__proto__',
    ]
    const types = [
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/x-www-form-urlencoded; charset=nonsense',
    ]
    const browser = new TestBrowser(tool)
    for (let count = 0; count < 400; count += 1) {
      const fields = Array.from({ length: Math.floor(next() * 6) }, () => {
        const value = pick(oddities)
        return `${pick(names)}${pick(['', '', '', '[]', '[$ne]', '[a][b]'])}=${encodeURIComponent(typeof value === 'string' ? Buffer.from(value).toString() : JSON.stringify(value))}`
      }).join('&')
      const path = `/lti/${pick(paths)}`
      const answer =
        next() < 0.4
          ? await browser.get(`${path}?${fields.slice(0, 8_000)}`)
          : await browser.post(path, next() < 0.1 ? '%'.repeat(50) : fields, { 'content-type': pick(types) })
      expect(answer.status, `${path} ${fields.slice(0, 200)}`).to.be.below(500)
    }
    expect((await browser.get('/lti/keys')).status).to.equal(200)
    expect(tool.log.join()).not.to.contain('unexpected error')
  })
})
