import { expect } from 'chai'
import { TestBrowser, type Answer } from './support/browser.js'
import { beginLogin, honestClaims } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** A frame that keeps no cookies: the launch goes on in a tab of its own, and nobody is signed in as somebody else on the way. */
describe('a launch without cookies', () => {
  let tool: Tool
  let platform: TestPlatform
  const ownPage = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'document' }

  before(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  after(async () => {
    await tool.close()
    await platform.stop()
  })
  beforeEach(() => {
    tool.arrivals.length = 0
    tool.log.length = 0
  })

  async function launchWithoutCookies(headers: Record<string, string> = {}): Promise<Answer> {
    const frame = new TestBrowser(tool)
    frame.keepsCookies = false
    const begun = await beginLogin(tool, platform, frame)
    const token = await platform.sign(honestClaims(tool, platform, begun, 'student'))
    return frame.post('/lti/launch', { id_token: token, state: begun.state }, headers)
  }
  const codeIn = (page: Answer) => /name="code" value="([\w-]+)"/.exec(page.text)?.[1] ?? ''

  it('offers a new tab, starts no session, and says nothing of the code in an address', async () => {
    const page = await launchWithoutCookies()
    expect(page.status).to.equal(401)
    expect(page.text).to.contain('Open in a new tab').and.to.contain('target="_blank"')
    expect(codeIn(page)).to.match(/^[\w-]{43}$/)
    expect(page.text).not.to.contain('Sam')
    expect(tool.arrivals).to.have.length(0)
    expect((await tool.rows()).sessions).to.equal(0)
    expect(tool.log.join()).not.to.contain(codeIn(page))
  })

  it('asks by name in the new tab, and arrives there once', async () => {
    const code = codeIn(await launchWithoutCookies())
    const tab = new TestBrowser(tool)
    tab.headers = { ...tab.headers, ...ownPage }
    const question = await tab.post('/lti/handover', { code })
    expect(question.status).to.equal(200)
    expect(question.text).to.contain('Sam Student').and.to.contain('Foundations of Practice')
    expect(question.headers.get('content-security-policy')).to.contain("frame-ancestors 'none'")
    expect(tool.arrivals).to.have.length(0)

    const copies = await Promise.all(
      Array.from({ length: 10 }, () => tab.post('/lti/handover/confirmation', { code })),
    )
    expect(copies.filter((answer) => answer.status === 303)).to.have.length(1)
    expect(copies.filter((answer) => answer.text.includes('lti.handover-used'))).to.have.length(9)
    expect(tool.arrivals).to.have.length(1)
    expect(JSON.parse((await tab.get('/')).text)).to.deep.equal({ personId: 'student-4' })
    expect((await tab.post('/lti/handover', { code })).status).to.equal(400)
  })

  it('takes a code from a page of ours only: posted from elsewhere it opens nothing and stays unused', async () => {
    const code = codeIn(await launchWithoutCookies())
    const victim = new TestBrowser(tool)
    for (const path of ['/lti/handover', '/lti/handover/confirmation'])
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ]) {
        const answer = await victim.post(path, { code }, headers)
        expect([answer.status, answer.text.includes('lti.handover-foreign')]).to.deep.equal([403, true])
      }
    victim.headers = { accept: 'text/html' }
    for (const origin of ['https://evil.example', 'null'])
      expect((await victim.post('/lti/handover/confirmation', { code }, { origin })).status).to.equal(403)
    expect((await victim.post('/lti/handover/confirmation', { code })).status).to.equal(403)
    expect(tool.arrivals).to.have.length(0)
    const old = new TestBrowser(tool)
    old.headers = { accept: 'text/html', origin: tool.publicUrl }
    expect((await old.post('/lti/handover', { code })).status).to.equal(200)
  })

  it("speaks the person's language, and offers no switch that would lead nowhere", async () => {
    const frame = new TestBrowser(tool)
    frame.keepsCookies = false
    const begun = await beginLogin(tool, platform, frame)
    const claims = honestClaims(tool, platform, begun, 'student')
    claims['https://purl.imsglobal.org/spec/lti/claim/launch_presentation'] = { locale: 'ar-SY' }
    const form = { id_token: await platform.sign(claims), state: begun.state }
    const page = await frame.post('/lti/launch', form)
    expect(page.text).to.contain('<html lang="ar" dir="rtl"').and.not.to.contain('?lang=')
    const tab = new TestBrowser(tool)
    tab.headers = { ...tab.headers, ...ownPage }
    const question = await tab.post('/lti/handover', { code: codeIn(page) })
    expect(question.text).to.contain('<html lang="ar" dir="rtl"').and.not.to.contain('?lang=')
  })

  it('works for two minutes', async () => {
    const code = codeIn(await launchWithoutCookies())
    const tab = new TestBrowser(tool)
    tab.headers = { ...tab.headers, ...ownPage }
    tool.clock.shiftMs += 121_000
    const answer = await tab.post('/lti/handover/confirmation', { code })
    expect([answer.status, answer.text.includes('lti.handover-used')]).to.deep.equal([400, true])
  })

  it('keeps the launch sealed while it waits', async () => {
    await launchWithoutCookies()
    const rows = await tool.connection.collection('ltiHandovers').find({}).toArray()
    expect(rows.length).to.be.greaterThan(0)
    expect(JSON.stringify(rows)).not.to.match(/Sam|example\.org|student-4/)
  })

  it('is refused at top level, where our cookie would have come back', async () => {
    const page = await launchWithoutCookies({ 'sec-fetch-dest': 'document' })
    expect([page.status, page.text.includes('lti.browser-foreign')]).to.deep.equal([403, true])
    expect(codeIn(page)).to.equal('')
  })

  describe('with the storage of the platform', () => {
    const offered = { lti_storage_target: 'post_message_forwarding' }

    /** The launch of a frame without cookies, with what its storage would hold. */
    async function launchWithStorage() {
      const frame = new TestBrowser(tool)
      frame.keepsCookies = false
      const page = await frame.post('/lti/login', {
        iss: platform.issuer,
        client_id: platform.registration.clientId,
        login_hint: 'hint',
        target_link_uri: `${tool.publicUrl}/`,
        ...offered,
      })
      const part = (name: string) => new RegExp(`data-storage-${name}="([^"]*)"`).exec(page.text)?.[1] ?? ''
      const next = new URL(/<a class="button" href="([^"]+)"/.exec(page.text)![1]!.replaceAll('&amp;', '&'))
      const begun = { nonce: next.searchParams.get('nonce')! }
      const launched = await frame.post('/lti/launch', {
        id_token: await platform.sign(honestClaims(tool, platform, begun, 'student')),
        state: next.searchParams.get('state')!,
      })
      return { page, launched, secret: part('put'), origin: part('origin'), code: codeIn(launched) }
    }

    it('leaves the secret with the platform alone: its registered origin, never an address', async () => {
      const { page, launched, secret, origin } = await launchWithStorage()
      expect(origin).to.equal(new URL(platform.registration.authUrl).origin)
      expect(secret).to.match(/^[\w-]{43}$/)
      expect(page.headers.get('cache-control')).to.equal('no-store')
      expect(page.text.split(secret)).to.have.length(2)
      expect(launched.text).not.to.contain(secret)
      expect(tool.log.join()).not.to.contain(secret)
    })

    it('goes without it at top level, where cookies of ours came, and where the offer is no name of a frame', async () => {
      const browser = new TestBrowser(tool)
      const top = { 'sec-fetch-dest': 'document' }
      browser.headers = { ...browser.headers, ...top }
      const status = async (more: Record<string, string>, by = new TestBrowser(tool)) => {
        const answer = await by.post('/lti/login', {
          iss: platform.issuer,
          client_id: platform.registration.clientId,
          login_hint: 'hint',
          target_link_uri: `${tool.publicUrl}/`,
          ...more,
        })
        return answer.status
      }
      expect(await status(offered)).to.equal(200)
      expect(await status(offered, browser)).to.equal(302)
      const known = new TestBrowser(tool)
      known.cookies.set('__Host-cairn', 'anything')
      expect(await status(offered, known)).to.equal(302)
      for (const target of ['', 'a b', '"><script>', 'x'.repeat(101)])
        expect(await status({ lti_storage_target: target }), target).to.equal(302)
    })

    it('lets the browser in that brings the secret, once, and nobody with another or from elsewhere', async () => {
      const own = { 'sec-fetch-site': 'same-origin' }
      const { code, secret } = await launchWithStorage()
      for (const site of ['cross-site', 'same-site', 'none'])
        expect(
          (
            await new TestBrowser(tool).post(
              '/lti/handover/proof',
              { code, secret },
              { 'sec-fetch-site': site },
            )
          ).text,
        ).to.contain('lti.handover-foreign')
      const frame = new TestBrowser(tool)
      const copies = await Promise.all(
        Array.from({ length: 5 }, () => frame.post('/lti/handover/proof', { code, secret }, own)),
      )
      const taps = copies.filter((answer) => answer.text.includes('action="/lti/handover/confirmation"'))
      expect(taps).to.have.length(1)
      expect(tool.arrivals).to.have.length(0)
      const fresh = codeIn(taps[0]!)
      expect((await frame.post('/lti/handover/confirmation', { code: fresh }, own)).status).to.equal(303)
      expect(tool.arrivals).to.have.length(1)

      const another = await launchWithStorage()
      for (const [wrong, code] of [
        [secret, 'lti.browser-foreign'],
        [another.secret, 'lti.handover-used'],
      ] as const)
        expect(
          (await frame.post('/lti/handover/proof', { code: another.code, secret: wrong }, own)).text,
        ).to.contain(code)
      const unstored = codeIn(await launchWithoutCookies())
      expect((await frame.post('/lti/handover/proof', { code: unstored, secret }, own)).status).to.equal(403)
    })
  })

  it('refuses garbage for a code', async () => {
    const tab = new TestBrowser(tool)
    tab.headers = { ...tab.headers, ...ownPage }
    for (const form of [{}, { code: '' }, { code: 'x'.repeat(5_000) }, { 'code[$ne]': 'x' }])
      expect(
        (await tab.post('/lti/handover', new URLSearchParams(form as Record<string, string>).toString()))
          .status,
      ).to.equal(400)
    expect((await tab.post('/lti/handover', 'code=a&code=b')).status).to.equal(400)
  })
})
