import { expect } from 'chai'
import { TestBrowser } from './support/browser.js'
import { beginLogin, honestClaims } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

describe('a launch', () => {
  let tool: Tool
  let platform: TestPlatform
  let browser: TestBrowser

  before(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  after(async () => {
    await tool.close()
    await platform.stop()
  })
  beforeEach(() => {
    browser = new TestBrowser(tool)
    tool.arrivals.length = 0
    tool.log.length = 0
  })

  it('begins with POST or GET, and asks the platform exactly what the specification says', async () => {
    const begun = await beginLogin(tool, platform, browser)
    expect(Object.fromEntries(begun.url.searchParams)).to.deep.equal({
      from: 'the start',
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: 'client-1',
      redirect_uri: `${tool.publicUrl}/lti/launch`,
      login_hint: 'hint',
      lti_message_hint: '{"cmid":2,"launchid":"a b"}',
      state: begun.state,
      nonce: begun.nonce,
    })
    const query = new URLSearchParams({
      iss: platform.issuer,
      login_hint: '4',
      target_link_uri: `${tool.publicUrl}/`,
      canvas_region: 'x',
    })
    const got = await browser.get(`/lti/login?${query.toString()}`)
    expect(got.status).to.equal(302)
    expect(new URL(got.location ?? '').searchParams.has('lti_message_hint')).to.equal(false)
  })

  it('binds the login to the browser with a cookie that survives a frame', async () => {
    await beginLogin(tool, platform, browser)
    const [name] = [...browser.cookies.keys()]
    expect(name).to.match(/^__Host-cairn_login_[\w-]{12}$/)
    const answer = await browser.get(
      `/lti/login?iss=${encodeURIComponent(platform.issuer)}&login_hint=1&target_link_uri=${tool.publicUrl}`,
    )
    expect(answer.cookies.join()).to.match(
      /Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; Partitioned; SameSite=None/,
    )
  })

  it('arrives once, starts a session and leaves neither login row nor login cookie', async () => {
    const before = await tool.pendingLogins()
    const begun = await beginLogin(tool, platform, browser)
    const token = await platform.sign(honestClaims(tool, platform, begun, 'student'))
    const answer = await browser.post('/lti/launch', { id_token: token, state: begun.state })
    expect([answer.status, answer.location]).to.deep.equal([303, '/assignments/7?week=3'])
    expect(tool.arrivals).to.have.length(1)
    expect(tool.arrivals[0]).to.deep.include({
      kind: 'resource-link',
      user: {
        sub: 'student-4',
        name: 'Sam Student',
        givenName: 'Sam',
        familyName: 'Student',
        email: 'sam@example.org',
      },
      roles: ['educator'],
      mappingId: 'mapping-1',
      platformFamily: 'moodle',
      documentTarget: 'iframe',
    })
    expect([...browser.cookies.keys()]).to.deep.equal(['__Host-cairn'])
    expect(await tool.pendingLogins()).to.equal(before)
    const home = await browser.get('/')
    expect(JSON.parse(home.text)).to.deep.equal({ personId: 'student-4' })
  })

  it('lets exactly one of fifty parallel copies of one launch in, with one session', async () => {
    const begun = await beginLogin(tool, platform, browser)
    const token = await platform.sign(honestClaims(tool, platform, begun, 'student'))
    browser.keepsCookies = false
    const before = await tool.rows()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => browser.post('/lti/launch', { id_token: token, state: begun.state })),
    )
    expect(answers.filter((answer) => answer.status === 303)).to.have.length(1)
    expect(answers.filter((answer) => answer.status === 400)).to.have.length(49)
    expect(tool.arrivals).to.have.length(1)
    expect(await tool.rows()).to.deep.equal({ ...before, sessions: before.sessions + 1 })
    const started = answers
      .flatMap(({ cookies }) => cookies)
      .filter((line) => line.startsWith('__Host-cairn='))
    expect(started).to.have.length(1)
  })

  it('tells the platform family and its service origins to the registry', async () => {
    const { registration } = platform
    const canvas = 'https://school.example'
    const begun = await beginLogin(tool, platform, browser)
    const claims = honestClaims(tool, platform, begun, 'student')
    const grades = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'
    const token = await platform.sign({ ...claims, [grades]: { lineitems: `${canvas}/items`, scope: [] } })
    await browser.post('/lti/launch', { id_token: token, state: begun.state })
    expect((await tool.registry.registration(registration.id))?.origins).to.deep.equal([canvas])
    expect((await tool.registry.registration(registration.id))?.family).to.equal('moodle')
  })
})
