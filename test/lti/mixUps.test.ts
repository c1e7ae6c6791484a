import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { claim } from '../../src/lti/vocabulary.js'
import { TestBrowser } from './support/browser.js'
import { beginLogin, honestClaims, type Begun } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** What belongs to one installation, platform or institution is worth nothing at another (Security §5.1.1, RFC 9700 §4.4: mix-up). */
describe('mixed-up launches', () => {
  let tool: Tool
  let ours: TestPlatform
  let theirs: TestPlatform

  before(async () => {
    tool = await openTool()
    const other = await tool.institutionService.create(operator, { name: 'Mountain College' })
    // Two institutions whose platforms gave us the very same client id, deployment id and key id.
    ours = await (await TestPlatform.start()).register(tool)
    theirs = await (await TestPlatform.start()).register(tool, { institutionId: other.id })
    const second = await tool.registry.noteDeployment(ours.registration.id, 'dep-2')
    await tool.platforms.approveDeployment(operator, second.id)
  })
  after(async () => {
    await tool.close()
    await Promise.all([ours.stop(), theirs.stop()])
  })
  beforeEach(() => {
    tool.arrivals.length = 0
  })

  const inDeployment = (claims: Record<string, unknown>, deploymentId: string) => ({
    ...claims,
    [claim.deploymentId]: deploymentId,
  })
  const signed = (platform: TestPlatform, begun: Pick<Begun, 'nonce'>, more: object = {}) =>
    platform.sign({ ...honestClaims(tool, platform, begun, 'student'), ...more })

  /** Posts a mixture and proves that nothing came of it; answers the code. */
  async function refusedWith(browser: TestBrowser, state: string, id_token: string): Promise<string> {
    const before = [await tool.rows(), await tool.pendingLogins()]
    const answer = await browser.post('/lti/launch', { id_token, state })
    expect(answer.status).to.be.within(400, 403)
    expect(tool.arrivals).to.deep.equal([])
    expect([await tool.rows(), await tool.pendingLogins()]).to.deep.equal(before)
    expect(answer.cookies.join()).not.to.contain('__Host-cairn=')
    return /<code dir="ltr">([\w.-]+)/.exec(answer.text)?.[1] ?? ''
  }

  it('a token of one platform ends no login begun at another, of whichever institution', async () => {
    const browser = new TestBrowser(tool)
    const here = await beginLogin(tool, ours, browser)
    const there = await beginLogin(tool, theirs, browser)
    // Genuine there, with the nonce of here and of there, and one that only claims to be from here.
    for (const nonce of [here.nonce, there.nonce])
      expect(await refusedWith(browser, here.state, await signed(theirs, { nonce }))).to.equal(
        'lti.signature',
      )
    const posing = await signed(theirs, here, { iss: ours.issuer })
    expect(await refusedWith(browser, here.state, posing)).to.equal('lti.signature')
    // Signed here, but speaking for the other.
    const speaking = await signed(ours, here, { iss: theirs.issuer })
    expect(await refusedWith(browser, here.state, speaking)).to.equal('lti.issuer')
    // A nonce of the other's login, and the other's state.
    expect(await refusedWith(browser, here.state, await signed(ours, there))).to.equal('lti.nonce-foreign')
    expect(await refusedWith(browser, there.state, await signed(ours, here))).to.equal('lti.signature')
    // Both logins are still good for what they were begun for.
    for (const [platform, begun] of [
      [ours, here],
      [theirs, there],
    ] as const) {
      const id_token = await signed(platform, begun)
      expect((await browser.post('/lti/launch', { id_token, state: begun.state })).status).to.equal(303)
    }
    expect(new Set(tool.arrivals.map(({ institutionId }) => institutionId)).size).to.equal(2)
  })

  it('a token of one deployment ends no login begun for another of the same registration', async () => {
    const browser = new TestBrowser(tool)
    const begun = await beginLogin(tool, ours, browser, { lti_deployment_id: 'dep-1' })
    const claims = honestClaims(tool, ours, begun, 'student')
    const second = await ours.sign(inDeployment(claims, 'dep-2'))
    expect(await refusedWith(browser, begun.state, second)).to.equal('lti.deployment-changed')
    const first = await ours.sign(claims)
    expect((await browser.post('/lti/launch', { id_token: first, state: begun.state })).status).to.equal(303)
  })

  it('the same course and person ids arrive as three different places and two different platforms', async () => {
    const arrive = async (platform: TestPlatform, deploymentId: string) => {
      const browser = new TestBrowser(tool)
      const begun = await beginLogin(tool, platform, browser, { lti_deployment_id: deploymentId })
      const claims = honestClaims(tool, platform, begun, 'student')
      const id_token = await platform.sign(inDeployment(claims, deploymentId))
      expect((await browser.post('/lti/launch', { id_token, state: begun.state })).status).to.equal(303)
    }
    await arrive(ours, 'dep-1')
    await arrive(ours, 'dep-2')
    await arrive(theirs, 'dep-1')
    const places = tool.arrivals.map(({ deploymentId, context }) => `${deploymentId} ${context?.id ?? ''}`)
    expect(new Set(places).size).to.equal(3)
    expect(new Set(tool.arrivals.map(({ registrationId }) => registrationId)).size).to.equal(2)
  })
})
