import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { TestBrowser } from './support/browser.js'
import { beginLogin, honestClaims } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

describe('the way in: logins, platforms and deployments', () => {
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

  const asked = () => ({
    iss: platform.issuer,
    client_id: 'client-1',
    login_hint: '4',
    target_link_uri: `${tool.publicUrl}/`,
  })
  const expectRefusal = (
    answer: { status: number; text: string; cookies: string[] },
    status: number,
    code: string,
  ) => {
    expect([answer.status, /<code dir="ltr">([\w.-]+)/.exec(answer.text)?.[1]]).to.deep.equal([status, code])
    expect(answer.cookies).to.deep.equal([])
    expect(tool.log.join()).to.contain(`"code":"${code}"`)
  }

  it('refuses a login that lacks what it must bring', async () => {
    for (const missing of ['iss', 'login_hint', 'target_link_uri'] as const) {
      const rest = Object.fromEntries(Object.entries(asked()).filter(([name]) => name !== missing))
      expectRefusal(await browser.post('/lti/login', rest), 400, 'lti.login-incomplete')
    }
    expectRefusal(await browser.get('/lti/login'), 400, 'lti.login-incomplete')
    expectRefusal(
      await browser.post('/lti/login', { ...asked(), iss: 'x'.repeat(3_000) }),
      400,
      'lti.login-incomplete',
    )
  })

  it('refuses lists and query operators in every parameter, by GET, form and JSON, and lives on', async () => {
    const operators = [
      'iss[$ne]=x',
      'iss[]=a',
      'iss=a&iss=b',
      'login_hint[$gt]=',
      'client_id[$regex]=.*',
      'client_id=a&client_id=b',
    ]
    for (const broken of operators) {
      const rest = new URLSearchParams(asked())
      rest.delete(/^\w+/.exec(broken)?.[0] ?? '')
      const query = `${rest.toString()}&${broken}`
      for (const answer of [
        await browser.get(`/lti/login?${query}`),
        await browser.post('/lti/login', query),
      ])
        if (!broken.startsWith('client_id[')) expect(answer.status, broken).to.equal(400)
    }
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify({
      ...asked(),
      iss: { $ne: null },
      state: { $ne: null },
      id_token: { $gt: '' },
    })
    for (const path of ['/lti/login', '/lti/launch', '/lti/handover', '/lti/handover/confirmation'])
      expect((await browser.post(path, body, json)).status, path).to.be.within(400, 499)
    for (const path of [
      '/lti/login',
      '/lti/launch',
      '/lti/keys',
      '/lti/register/x',
      '/lti/handover',
      '/lti/anything',
    ])
      for (const raw of ['state=a%20b', 'state=a%0d%0ab', 'state[$ne]=', '%', 'state=%ff', '__proto__[x]=1'])
        expect((await browser.post(path, raw)).status, `${path} ${raw}`).to.be.within(400, 499)
    expect((await browser.get('/lti/keys')).status).to.equal(200)
  })

  it('refuses a target on another origin', async () => {
    for (const target_link_uri of [
      'https://evil.example/',
      'javascript:alert(1)',
      '/path',
      `${tool.publicUrl}.evil.example/`,
    ])
      expectRefusal(
        await browser.post('/lti/login', { ...asked(), target_link_uri }),
        400,
        'lti.target-foreign',
      )
  })

  it('refuses a platform nobody registered, and one with another client id', async () => {
    expectRefusal(
      await browser.post('/lti/login', { ...asked(), iss: 'https://nobody.example' }),
      404,
      'lti.platform-unknown',
    )
    expectRefusal(
      await browser.post('/lti/login', { ...asked(), client_id: 'other' }),
      404,
      'lti.platform-unknown',
    )
  })

  it('keeps platforms that share an issuer apart, and asks which one when the login does not say', async () => {
    const issuer = 'https://canvas.instructure.com'
    const one = await (await TestPlatform.start()).register(tool, { issuer, clientId: 'one' })
    const { login_hint, target_link_uri } = asked()
    const unnamed = { iss: issuer, login_hint, target_link_uri }
    expect((await browser.post('/lti/login', unnamed)).status).to.equal(302)
    const two = await (await TestPlatform.start()).register(tool, { issuer, clientId: 'two' })
    expectRefusal(await new TestBrowser(tool).post('/lti/login', unnamed), 400, 'lti.platform-ambiguous')

    // A token of the second platform does not end a login begun at the first: its key is looked for at the first, and its audience is not ours.
    const begun = await beginLogin(tool, one, browser)
    const foreign = await two.sign(honestClaims(tool, two, begun, 'student'))
    const mixed = await browser.post('/lti/launch', { id_token: foreign, state: begun.state })
    expect(mixed.text).to.match(/lti\.(signature|key-unknown)/)
    const forTwo = await one.sign(honestClaims(tool, two, begun, 'student'))
    expect((await browser.post('/lti/launch', { id_token: forTwo, state: begun.state })).text).to.contain(
      'lti.audience',
    )
    const honest = await one.sign(honestClaims(tool, one, begun, 'student'))
    expect((await browser.post('/lti/launch', { id_token: honest, state: begun.state })).status).to.equal(303)
    await Promise.all([one.stop(), two.stop()])
  })

  it('lets a disabled platform neither begin nor end a login', async () => {
    const off = await (await TestPlatform.start()).register(tool, { clientId: 'off' })
    const begun = await beginLogin(tool, off, browser)
    await tool.platforms.disable(operator, off.registration.id)
    const token = await off.sign(honestClaims(tool, off, begun, 'student'))
    const answer = await browser.post('/lti/launch', { id_token: token, state: begun.state })
    expectRefusal(answer, 403, 'lti.platform-disabled')
    const login = { ...asked(), iss: off.issuer, client_id: 'off' }
    expectRefusal(await new TestBrowser(tool).post('/lti/login', login), 403, 'lti.platform-disabled')
    await off.stop()
  })

  it('tells people that a platform waits for approval', async () => {
    const waiting = await (await TestPlatform.start()).register(tool, { clientId: 'waiting', approve: false })
    const login = { ...asked(), iss: waiting.issuer, client_id: 'waiting' }
    expectRefusal(await browser.post('/lti/login', login), 403, 'lti.platform-pending')
    await waiting.stop()
  })

  it('writes an unknown deployment down once, and lets it in when it is approved', async () => {
    const launchFrom = async (deployment: string) => {
      const begun = await beginLogin(tool, platform, browser, { lti_deployment_id: deployment })
      const claims = honestClaims(tool, platform, begun, 'student')
      claims['https://purl.imsglobal.org/spec/lti/claim/deployment_id'] = deployment
      return browser.post('/lti/launch', { id_token: await platform.sign(claims), state: begun.state })
    }
    expect((await launchFrom('sub-account 7')).text).to.contain('lti.deployment-pending')
    expect((await launchFrom('sub-account 7')).text).to.contain('lti.deployment-pending')
    const noted = (await tool.platforms.deployments(operator)).filter(
      (each) => each.deploymentId === 'sub-account 7',
    )
    expect(noted).to.have.length(1)
    await tool.platforms.approveDeployment(operator, noted[0]!.id)
    expect((await launchFrom('sub-account 7')).status).to.equal(303)
    expect(tool.arrivals[0]?.deploymentId).to.equal(noted[0]!.id)
    await tool.platforms.disableDeployment(operator, noted[0]!.id)
    expect((await launchFrom('sub-account 7')).text).to.contain('lti.deployment-disabled')
  })

  it('says kindly what to do when the platform itself reports an error, and logs its code only', async () => {
    const begun = await beginLogin(tool, platform, browser)
    const answer = await browser.post('/lti/launch', {
      error: 'login_required',
      error_description: 'Sam Student is not signed in',
      state: begun.state,
    })
    expect([answer.status, answer.text.includes('lti.platform-error')]).to.deep.equal([400, true])
    expect(tool.log.join()).to.contain('login_required').and.not.to.contain('Sam')
    const odd = await browser.post('/lti/launch', { error: '<script>alert(1)</script>' })
    expect(odd.text).not.to.contain('<script>alert')
  })

  it('sends people who reload or come back to their course', async () => {
    const answer = await browser.get('/lti/launch')
    expect([answer.status, answer.text.includes('lti.token-missing')]).to.deep.equal([400, true])
  })

  it('forgets a login after ten minutes', async () => {
    const begun = await beginLogin(tool, platform, browser)
    tool.clock.shiftMs += 601_000
    const token = await platform.sign(honestClaims(tool, platform, begun, 'student'))
    expectRefusal(
      await browser.post('/lti/launch', { id_token: token, state: begun.state }),
      400,
      'lti.state-unknown',
    )
    tool.clock.shiftMs = 0
  })

  it('lets the pages of the protocol be read in the frame of a platform it does not know yet', async () => {
    const answer = await browser.post('/lti/login', { ...asked(), iss: 'https://nobody.example' })
    expect(answer.headers.get('content-security-policy')).to.contain('frame-ancestors *')
  })
})
