import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { turnedAwayFrom, type TurnedAwayLaunches } from '../../src/institutions/turnedAway.js'
import { createTurnedAway } from '../../src/lti/turnedAway.js'
import { cast } from '../../src/practiceLms/cast.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'

describe('the self-test of a platform', () => {
  let world: World
  let later = 0
  const clock = { now: () => new Date(Date.now() + later) }
  const visitor = new Visitor()

  before(async () => {
    world = await startWorld({ clock })
    const account = { email: 'ada@example.org', password }
    const { institutionId } = world
    const staff = { ...account, name: 'Ada', institutionId, role: 'administrator' as const }
    await world.tool.services.staff.create(operator, staff)
    await visitor.submit(await visitor.open(`${world.url}/admin`), 'main form', account)
  })
  after(() => world.close())

  const platform = () => world.tool.services.platforms.get(operator, world.registrationId)
  const findings = async () => world.tool.services.checkPlatform(await platform())
  /** What it says of one thing: outcome and code of each finding. */
  const said = async (check: string) =>
    (await findings())
      .filter((finding) => finding.check === check)
      .map(({ outcome, code, about }) => [outcome, code, ...(about ? [about] : [])].join(' '))
  const home = () => `${world.url}/admin/institutions/${world.institutionId}`

  it('finds a good one well, names each scope, and says what only a first launch can show', async () => {
    expect(await said('keySet')).to.deep.equal(['yes fine'])
    expect(await said('clock')).to.deep.equal(['yes fine'])
    expect(await said('scope')).to.deep.equal(
      ['lineItem', 'lineItemRead', 'resultRead', 'score', 'roster'].map((scope) => `yes fine ${scope}`),
    )
    expect([...(await said('launch')), ...(await said('frame'))]).to.deep.equal(['open none', 'open none'])
    const page = await visitor.open(`${home()}/platforms?check=${world.registrationId}`)
    expect(page.text).to.contain('Permission: Sending scores').and.to.contain('Nobody has opened Cairn from')
  })

  it('names the scope that is refused, with the cure', async () => {
    const tool = world.lms.state.tools[0]!
    const { scopes } = tool
    tool.scopes = scopes.filter((scope) => !scope.endsWith('/score'))
    expect((await said('scope')).filter((finding) => !finding.startsWith('yes'))).to.deep.equal([
      'no refused score',
    ])
    const page = await visitor.open(`${home()}/platforms?check=${world.registrationId}`)
    expect(page.text).to.contain('Permission: Sending scores · Mend this')
    tool.scopes = scopes
  })

  it('tells a tool that is not activated from a token address that is not there', async () => {
    const tool = world.lms.state.tools[0]!
    tool.active = false
    expect(await said('tokens')).to.deep.equal(['no not-accepted'])
    tool.active = true
    const { tokenUrl, ...rest } = await platform()
    await world.tool.services.platforms.update(operator, rest.id, {
      ...rest,
      tokenUrl: `${tokenUrl}/nowhere`,
    })
    expect(await said('tokens')).to.deep.equal(['no not-there'])
    await world.tool.services.platforms.update(operator, rest.id, { ...rest, tokenUrl })
    expect(await said('tokens')).to.deep.equal([])
  })

  it('says by how much the clocks are apart', async () => {
    later = 120_000
    const [clockFinding] = (await findings()).filter(({ check }) => check === 'clock')
    expect(clockFinding).to.include({ outcome: 'no', code: 'apart' })
    expect(Number(clockFinding?.detail)).to.be.within(115, 125)
    later = 0
  })

  it('knows after a launch that issuer and installation fit, and what proved the browser', async () => {
    const { id } = world.lms.createAssignment({ title: 'Calm arrivals' })
    const framed = new Visitor({ 'sec-fetch-dest': 'iframe' })
    await world.launch(cast.educators[0]!.key, { assignment: id, visitor: framed })
    expect([...(await said('launch')), ...(await said('frame'))]).to.deep.equal(['yes fine', 'yes cookie'])
    const page = await visitor.open(`${home()}/platforms`)
    expect(page.text).to.contain('Last opened')
    const before = (await platform()).lastLaunch
    await world.launch(cast.educators[1]!.key, {
      assignment: id,
      visitor: new Visitor({ 'sec-fetch-dest': 'iframe' }),
    })
    expect((await platform()).lastLaunch, 'a whole class costs one write').to.deep.equal(before)
  })

  it('points to an installation that waits, and the person who came from it is told', async () => {
    const tool = world.lms.state.tools[0]!
    const known = tool.deploymentIds
    tool.deploymentIds = ['another-one']
    const { id } = world.lms.createAssignment({ title: 'Safety plan' })
    const { page } = await world.launch(cast.educators[2]!.key, { assignment: id })
    expect([page.status, page.text.includes('approve this installation')]).to.deep.equal([403, true])
    expect(await said('deployment')).to.deep.equal(['no waiting'])
    tool.deploymentIds = known
  })

  it('says in plain words which launches were turned away, from this platform and from one that is probably this one, until one comes through', async () => {
    const { services } = world.tool
    const { issuer, clientId } = await platform()
    const knock = (form: Record<string, string>) =>
      new Visitor().send(`${world.url}/lti/login`, {
        login_hint: '4',
        target_link_uri: `${world.url}/`,
        ...form,
      })
    const rows = async () => (await services.platforms.list(operator)).length
    const before = await rows()
    await knock({ iss: 'https://nobody.example.org', client_id: 'somebody-else' })
    expect(await said('turnedAway')).to.deep.equal([])
    await knock({ iss: `${issuer}/`, client_id: clientId })
    const page = await visitor.open(`${home()}/platforms?check=${world.registrationId}`)
    expect(page.text).to.contain(`came with the issuer ${issuer}/, but ${issuer} is registered`)
    await knock({ iss: issuer, client_id: '<b>$t(layout.product)' })
    const second = await visitor.open(`${home()}/add/moodle/progress`)
    expect(second.text).to.contain(`client ID <b>$t(layout.product), but ${clientId} is registered`)
    expect(second.html).to.not.contain('<b>$t')
    await knock({ iss: issuer, client_id: clientId, target_link_uri: 'http://old.example.org/' })
    expect(await said('turnedAway')).to.deep.equal(['no target', 'no client'])

    world.lms.tamper({ claims: (claims) => ({ ...claims, iss: 'https://renamed.example.org' }) })
    const { id } = world.lms.createAssignment({ title: 'Calm arrivals' })
    expect((await world.launch(cast.educators[3]!.key, { assignment: id })).page.status).to.equal(401)
    const [own] = (await findings()).filter(({ check }) => check === 'turnedAway')
    expect([own?.code, own?.detail, own?.registered]).to.deep.equal([
      'issuer',
      'https://renamed.example.org',
      issuer,
    ])
    world.lms.tamper({})
    later += 61_000
    await world.launch(cast.educators[3]!.key, { assignment: id })
    expect(await said('turnedAway')).to.deep.equal([])
    expect(await rows()).to.equal(before)
  })

  it('keeps what strangers said short, and does not tell one institution of the platforms of another', async () => {
    const { services } = world.tool
    const { issuer, clientId } = await platform()
    const other = await services.institutions.create(operator, { name: 'Mountain College' })
    const theirs = 'https://lms.mountain.example.org'
    await services.platforms.add(operator, {
      institutionId: other.id,
      issuer: theirs,
      clientId: 'theirs',
      authUrl: `${theirs}/a`,
      tokenUrl: `${theirs}/t`,
      jwksUrl: `${theirs}/k`,
      approve: true,
    })
    later += 1_000
    const knock = (iss: string) =>
      new Visitor().send(`${world.url}/lti/login`, {
        iss,
        client_id: clientId,
        login_hint: '4',
        target_link_uri: `${world.url}/`,
      })
    await knock(theirs)
    expect(await said('turnedAway')).to.deep.equal([])
    await knock(`${issuer}/${'x'.repeat(1_900)}`)
    const [shown] = (await findings()).filter(({ check }) => check === 'turnedAway')
    expect(shown?.detail).to.have.length(200)
    const notes = createTurnedAway({ clock })
    for (let count = 0; count < 2_000; count += 1) {
      notes.noteStranger(`https://${String(count)}.example.org`)
      notes.note(String(count), 'lti.issuer')
    }
    expect(notes.strangers()).to.have.length(100)
    expect([notes.strangers()[0]?.issuer, notes.lastOf('0'), notes.lastOf('1999')?.code]).to.deep.equal([
      'https://1999.example.org',
      null,
      'lti.issuer',
    ])
  })

  it('tells a stranger who is probably this platform from one who is not', () => {
    const at = new Date(2_000)
    const mine = { issuer: 'https://moodle.example.org', clientId: 'abc', lastLaunch: null }
    const stranger = (issuer: string, clientId: string): TurnedAwayLaunches => ({
      last: null,
      strangers: [{ issuer, clientId, at }],
    })
    const cases: [string, string, string[]][] = [
      ['https://moodle.example.org/', 'abc', ['issuer']],
      ['http://moodle.example.org', '', ['issuer']],
      ['https://learn.example.org', 'abc', ['issuer']],
      ['https://moodle.example.org', 'abd', ['client']],
      // Registered since; and somebody else altogether.
      ['https://moodle.example.org', 'abc', []],
      ['https://learn.example.org', 'xyz', []],
      ['no address', 'xyz', []],
    ]
    for (const [issuer, clientId, codes] of cases)
      expect(
        turnedAwayFrom(mine, stranger(issuer, clientId)).map(({ code }) => code),
        `${issuer} ${clientId}`,
      ).to.deep.equal(codes)
    const since = {
      ...mine,
      lastLaunch: { at: new Date(3_000), deploymentId: 'd', way: 'cookie' as const, framed: true },
    }
    expect(turnedAwayFrom(since, stranger('https://moodle.example.org/', 'abc'))).to.deep.equal([])
  })

  it('stands beside the add page, runs again by itself where asked to, and lists what we ask for and why', async () => {
    const add = await visitor.open(`${home()}/add/canvas`)
    for (const words of ['Sending scores', 'scope/score', 'course_navigation', '"oidc_initiation_url"'])
      expect(add.text).to.contain(words)
    const once = await visitor.open(`${home()}/add/moodle/progress`)
    expect(once.headers.get('refresh')).to.equal(null)
    expect(once.text).to.contain('Keys of the LMS')
    const watching = await visitor.open(`${home()}/add/moodle/progress?watch=yes`)
    expect(watching.headers.get('refresh')).to.equal('10')
    expect((await visitor.open(`${home()}/add/canvas/progress`)).text).to.contain('Nothing has arrived yet')
  })
})
