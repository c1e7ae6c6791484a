import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { whichPlatform } from '../../src/lti/namesakes.js'
import { claim } from '../../src/lti/vocabulary.js'
import { TestBrowser } from './support/browser.js'
import { honestClaims, type Begun } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openPractice, type Practice } from './support/practice.js'
import { openTool, type Tool } from './support/tool.js'

/** What every Canvas says that somebody runs without telling it who it is, and what its first developer key gets. */
const namesake = { issuer: 'https://canvas.instructure.com', clientId: '10000000000001' }

/** Two Canvases of two institutions: the same issuer, client id, deployment id and key id. */
describe('two LMSs with one issuer and client id', () => {
  let tool: Tool
  let ours: TestPlatform
  let theirs: TestPlatform
  let theirInstitution: string

  before(async () => {
    tool = await openTool()
    theirInstitution = (await tool.institutionService.create(operator, { name: 'Mountain College' })).id
    ours = await (await TestPlatform.start()).register(tool, namesake)
    theirs = await TestPlatform.start()
    await theirs.register(tool, { ...namesake, institutionId: theirInstitution })
  })
  after(async () => {
    await tool.close()
    await Promise.all([ours.stop(), theirs.stop()])
  })
  beforeEach(() => {
    tool.arrivals.length = 0
  })

  const hostOf = (platform: TestPlatform) => new URL(platform.url).host
  const asked = () => ({
    iss: namesake.issuer,
    client_id: namesake.clientId,
    login_hint: 'hint',
    target_link_uri: `${tool.publicUrl}/`,
  })

  async function begin(
    browser: TestBrowser,
    platform: TestPlatform,
    at = `/lti/login/${hostOf(platform)}`,
  ): Promise<Begun> {
    const answer = await browser.post(at, asked())
    expect(answer.status, answer.text.slice(0, 300)).to.equal(302)
    const url = new URL(answer.location ?? '')
    return { url, state: url.searchParams.get('state') ?? '', nonce: url.searchParams.get('nonce') ?? '' }
  }
  const signed = (by: TestPlatform, begun: Pick<Begun, 'nonce'>, more: object = {}) =>
    by.sign({ ...honestClaims(tool, by, begun, 'teacher'), ...more })
  const written = async () => ({
    ...(await tool.rows()),
    logins: await tool.pendingLogins(),
    deployments: await tool.connection.collection('deployments').countDocuments({}),
  })

  /** Posts a token and proves that nothing came of it; answers the code. */
  async function refusedWith(browser: TestBrowser, state: string, id_token: string): Promise<string> {
    const before = await written()
    const answer = await browser.post('/lti/launch', { id_token, state })
    expect(answer.status).to.equal(401)
    expect(tool.arrivals).to.deep.equal([])
    expect(await written()).to.deep.equal(before)
    expect(answer.cookies.join()).not.to.contain('__Host-cairn=')
    return /<code dir="ltr">([\w.-]+)/.exec(answer.text)?.[1] ?? ''
  }

  it('each is launched from at a login address of its own, into its own institution', async () => {
    for (const platform of [ours, theirs]) {
      const browser = new TestBrowser(tool)
      const begun = await begin(browser, platform)
      expect(begun.url.origin).to.equal(platform.url)
      const id_token = await signed(platform, begun)
      const answer = await browser.post('/lti/launch', { id_token, state: begun.state })
      expect(answer.status, answer.text.slice(0, 300)).to.equal(303)
    }
    const [here, there] = tool.arrivals
    expect(here?.institutionId).to.equal(tool.institution.id)
    expect(there?.institutionId).to.equal(theirInstitution)
    expect(here?.registrationId).to.equal(ours.registration.id)
    expect(here?.deploymentId).not.to.equal(there?.deploymentId)
  })

  it('a token of the one ends no login begun at the other: no session, no row, and the login stays good', async () => {
    const browser = new TestBrowser(tool)
    const [here, there] = [await begin(browser, ours), await begin(browser, theirs)]
    for (const nonce of [here.nonce, there.nonce]) {
      expect(await refusedWith(browser, here.state, await signed(theirs, { nonce }))).to.equal(
        'lti.signature',
      )
      expect(await refusedWith(browser, there.state, await signed(ours, { nonce }))).to.equal('lti.signature')
    }
    const id_token = await signed(ours, here)
    expect((await browser.post('/lti/launch', { id_token, state: here.state })).status).to.equal(303)
  })

  it('one that serves the keys of the other as its own takes none of its people in', async () => {
    const thief = await (await TestPlatform.start()).register(tool, namesake)
    thief.keys = ours.keys
    const browser = new TestBrowser(tool)
    const begun = await begin(browser, thief)
    const more = { [claim.deploymentId]: 'not seen before' }
    expect(await refusedWith(browser, begun.state, await signed(ours, begun, more))).to.equal(
      'lti.platform-mixed',
    )
    await thief.stop()
    await tool.platforms.disable(operator, thief.registration.id)
  })

  it('at the common login address the page the browser comes from decides, else a page says what to put into the LMS', async () => {
    for (const platform of [ours, theirs]) {
      const browser = new TestBrowser(tool)
      browser.headers['referer'] = `${platform.url}/courses/1`
      expect((await begin(browser, platform, '/lti/login')).url.origin).to.equal(platform.url)
    }
    const lost = await new TestBrowser(tool).post('/lti/login', asked())
    expect(lost.status).to.equal(400)
    expect(lost.text).to.contain('lti.platform-ambiguous')
    expect(lost.text).to.contain(`${tool.publicUrl}/lti/login/lms.example.org`)
    for (const { url } of [ours, theirs]) expect(lost.text).not.to.contain(new URL(url).host)
    expect(tool.lti.turnedAway.lastOf(theirs.registration.id)).to.include({
      code: 'lti.platform-ambiguous',
      told: `${tool.publicUrl}/lti/login/${hostOf(theirs)}`,
    })
    const nowhere = await new TestBrowser(tool).post('/lti/login/canvas.nowhere.example', asked())
    expect([nowhere.status, nowhere.text.includes('lti.platform-unknown')]).to.deep.equal([404, true])
  })

  it('no third one is registered at a host of one of them, under any of its addresses', async () => {
    const elsewhere = 'https://lms.elsewhere.example'
    const free = {
      institutionId: theirInstitution,
      ...namesake,
      authUrl: `${elsewhere}/auth`,
      tokenUrl: `${elsewhere}/token`,
      jwksUrl: `${elsewhere}/jwks`,
      approve: true,
    }
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'added',
        (error: Error) => Reflect.get(error, 'code') as string,
      )
    // A token address at ours would let their institution speak to our LMS in our name, whatever issuer it claims.
    for (const taken of [
      { authUrl: `${ours.url}/other` },
      { tokenUrl: `${ours.url}/token`, issuer: elsewhere },
      { jwksUrl: `${theirs.url}/jwks` },
    ])
      expect(await codeOf(tool.platforms.add(operator, { ...free, ...taken }))).to.equal('platform_known')
    const { family, scopes, updateUrl, ...own } = ours.registration
    const told = { family, scopes, updateUrl, name: null, authUrl: own.authUrl, jwksUrl: own.jwksUrl }
    const moved = tool.platforms.update(operator, own.id, { ...told, tokenUrl: `${theirs.url}/token` })
    expect(await codeOf(moved)).to.equal('platform_known')
    expect(await tool.registry.registration(own.id)).to.deep.include({
      tokenUrl: own.tokenUrl,
      hosts: own.hosts,
    })
  })

  it('a notice counts for the one whose keys signed it', async () => {
    const notify = async (by: TestPlatform) => {
      const now = Math.floor(tool.clock.now().getTime() / 1000)
      const jwt = await by.sign({
        iss: namesake.issuer,
        aud: namesake.clientId,
        iat: now,
        exp: now + 60,
        nonce: `of ${by.url}`,
        [claim.version]: '1.3.0',
        [claim.deploymentId]: by.deploymentId,
        [claim.notice]: { id: by.url, timestamp: '2026-09-01T08:00:00Z', type: 'LtiContextCopyNotice' },
        [claim.context]: { id: 'course-2', title: 'A copy', label: 'C' },
        [claim.originContexts]: ['course-1'],
      })
      const body = JSON.stringify({ notices: [{ jwt }] })
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${tool.publicUrl}/lti/notices`, { method: 'POST', headers, body })).status
    }
    for (const platform of [theirs, ours]) expect(await notify(platform)).to.equal(204)
    expect(tool.copies.map(({ institutionId }) => institutionId)).to.deep.equal([
      theirInstitution,
      tool.institution.id,
    ])
    const stranger = await TestPlatform.start()
    expect(await notify(stranger)).to.equal(401)
    await stranger.stop()
  })
})

/** The same two, with gradebooks and rosters: one client id, one deployment id, and the tool's one key for both. */
describe('services of two LMSs with one issuer and client id', () => {
  let tool: Tool
  let ours: Practice
  let theirs: Practice

  before(async () => {
    tool = await openTool()
    const { id } = await tool.institutionService.create(operator, { name: 'Mountain College' })
    const alike = { ...namesake, deploymentId: '1:alike' }
    ours = await openPractice(tool, 'canvas', undefined, { ...alike, institutionId: tool.institution.id })
    theirs = await openPractice(tool, 'canvas', undefined, { ...alike, institutionId: id })
  })
  after(async () => {
    await tool.close()
    await Promise.all([ours.close(), theirs.close()])
  })

  it('each tells its own roster and takes its own scores, by a token of its own', async () => {
    for (const [practice, scoreGiven] of [
      [ours, 1],
      [theirs, 3],
    ] as const) {
      const roster = { ...practice.caller, url: practice.rosterUrl, page: 'first' as const }
      expect((await tool.lti.roster(roster)).ok).to.equal(true)
      const columns = await tool.lti.lineItems.list(practice.caller, practice.lineItemsUrl)
      const lineItemUrl = (columns.ok && columns.value[0]?.url) || ''
      const answer = await tool.lti.postScore({
        ...practice.caller,
        lineItemUrl,
        userId: practice.lms.userId('educator-001'),
        timestamp: tool.clock.now(),
        scoreGiven,
        scoreMaximum: 4,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        comment: '',
      })
      expect(answer).to.include({ kind: 'accepted' })
    }
    const scoreAt = ({ lms }: Practice) => lms.grade(lms.state.links[0]!.id, 'educator-001')?.score
    expect([scoreAt(ours), scoreAt(theirs)]).to.deep.equal([2.5, 7.5])
  })

  it('none is asked with the token of the other', async () => {
    const mixed = { ...ours.caller, url: theirs.rosterUrl, page: 'first' as const }
    const refused = { ok: false, failure: { kind: 'refused', code: 'address' } }
    theirs.lms.clearRequests()
    expect(await tool.lti.roster(mixed)).to.deep.equal(refused)
    expect(await tool.lti.lineItems.read(ours.caller, theirs.lineItemsUrl)).to.deep.equal(refused)
    expect(theirs.lms.requests()).to.deep.equal([])
  })
})

describe('which platform a login comes from', () => {
  const at = (host: string, status: 'active' | 'pending' | 'disabled' = 'active') => ({
    id: host,
    institutionId: 'i',
    ...namesake,
    authUrl: '',
    tokenUrl: '',
    jwksUrl: '',
    hosts: [host, `keys.${host}`],
    family: 'canvas' as const,
    status,
    name: null,
    origins: [],
  })
  const [a, b] = [at('a.example'), at('b.example')]
  const cases = [
    ['nobody', [], null, [], null, false],
    ['the only one', [a], null, [], 'a.example', false],
    ['the only one, from another page', [a], null, ['school.example'], 'a.example', false],
    ['the one at the host in the address', [a, b], 'b.example', [], 'b.example', false],
    ['that one also when the page is the other’s', [a, b], 'b.example', ['a.example'], 'b.example', false],
    ['nobody at a host that is neither’s', [a, b], 'c.example', ['a.example'], null, false],
    ['the one whose page it is', [a, b], null, ['a.example'], 'a.example', false],
    ['two from elsewhere', [a, b], null, ['c.example'], null, true],
    ['two whose pages both are named', [a, b], null, ['a.example', 'b.example'], null, true],
    ['the one that is not switched off', [a, at('c.example', 'disabled')], null, [], 'a.example', false],
    ['two, though one waits for approval', [a, at('c.example', 'pending')], null, [], null, true],
  ] as const
  for (const [name, candidates, host, pages, id, several] of cases)
    it(`${name}`, () => {
      const found = whichPlatform([...candidates], { host, pages })
      expect([found.platform?.id ?? null, found.several]).to.deep.equal([id, several])
    })
})
