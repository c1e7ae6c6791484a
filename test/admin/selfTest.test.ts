import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
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
