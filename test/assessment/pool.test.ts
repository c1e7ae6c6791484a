import { expect } from 'chai'
import { defaultSettings } from '../../src/institutions/settings.js'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs, captured } from '../hostile/wholeStory.js'
import { signedInStaff } from '../support/everyState.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const story = storyOf('calm-arrival')
const [first] = story.attempts
const [facilitator] = cast.facilitators
const educators = cast.educators.slice(2, 5)
const password = 'three quiet grey stones'

describe('the pool of assessors', function () {
  this.timeout(60_000)
  let world: World
  let assignment: string
  let cohortId: string
  let console: Visitor
  let pool: string

  before(async () => {
    world = await startWorld()
    await world.tool.services.institutions.changeSettings(operator, world.institutionId, {
      ...defaultSettings,
      poolMustQualify: false,
      scoredTwicePercent: 0,
      borderlineTwice: false,
    })
    ;({ id: assignment } = world.lms.createAssignment({ title: 'A', lineItem: { scoreMaximum: 100 } }))
    const teaching = await world.launch(facilitator!.key, { assignment })
    const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    const mapped = await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
      microCredentialId: asked!.id,
    })
    cohortId = captured(mapped, /\/cohorts\/([\w-]{36})/)
    for (const { key } of educators) {
      const { visitor, page } = await arriveAs(world, key, 'educator', assignment)
      await sendAttempt(visitor, await visitor.submit(page, 'form[action$="/submissions"]'), first!)
    }
    console = (await signedInStaff(world, new Visitor())).visitor
    pool = `${world.url}/admin/institutions/${world.institutionId}/assessors`
  })
  after(() => world.close())

  const linkOn = (page: Page) => page.$('#invitation-link').attr('value') ?? page.$('#invitation-link').text()
  const invite = async (email: string): Promise<string> =>
    linkOn(await console.submit(await console.open(pool), 'form[action$="/invitations"]', { email }))
  async function join(email: string, name: string): Promise<{ visitor: Visitor; page: Page }> {
    const visitor = new Visitor()
    const door = await visitor.open(await invite(email))
    return { visitor, page: await visitor.submit(door, 'main form', { name, password }) }
  }

  it('whoever is invited needs no LMS, sees what can be taken and no rosters, and judges it', async () => {
    const { visitor, page } = await join('vera@example.org', 'Vera Quist')
    expect(page.url.pathname).to.equal('/assess')
    expect(page.$('form[action$="/assessments"]').length).to.equal(educators.length)
    for (const { name } of educators) expect(page.html).to.not.include(name)
    for (const path of [`/cohorts/${cohortId}`, `/cohorts/${cohortId}/queue`, `/cohorts/${cohortId}/people`])
      expect((await visitor.open(world.url + path)).status, path).to.equal(404)

    const taken = await visitor.submit(page, 'form[action$="/assessments"]')
    const file = /\/evidence\/[\w-]{36}/.exec(taken.html)?.[0] ?? ''
    expect((await visitor.open(world.url + file)).status).to.equal(200)
    const answered = await judgeAttempt(visitor, taken, first!)
    expect(answered.text).to.include('Sent.')
    const home = await visitor.open(`${world.url}/`)
    expect(home.url.pathname).to.equal('/assess')
    expect(home.$('form[action$="/assessments"]').length).to.equal(educators.length - 1)
  })

  it('two of the pool never hold the same work, and evidence opens to the one who holds it', async () => {
    const wren = await join('wren@example.org', 'Wren Aldous')
    const xeno = await join('xeno@example.org', 'Xeno Brandt')
    const taken = await wren.visitor.submit(wren.page, 'form[action$="/assessments"]')
    const file = /\/evidence\/[\w-]{36}/.exec(taken.html)?.[0] ?? ''
    const tried = await xeno.visitor.submit(xeno.page, 'form[action$="/assessments"]')
    expect(tried.status).to.equal(403)
    expect(tried.text).to.include('Another assessor has this')
    expect((await xeno.visitor.open(taken.url)).status).to.equal(403)
    expect((await xeno.visitor.open(world.url + file)).status).to.equal(404)
  })

  it('a link lets one person in, whoever leaves is out at once, and comes back as the same person', async () => {
    const link = await invite('yara@example.org')
    const yara = new Visitor()
    await yara.submit(await yara.open(link), 'main form', { name: 'Yara Ode', password })
    expect((await new Visitor().open(link)).status).to.equal(404)
    expect((await yara.open(`${world.url}/assess`)).status).to.equal(200)

    const { services } = world.tool
    const { institutionId } = world
    const of = async (name: string) =>
      (await services.pool.list(operator, institutionId)).find((one) => one.name === name)!
    const before = await of('Yara Ode')
    const taken = await yara.submit(await yara.open(`${world.url}/assess`), 'form[action$="/assessments"]')
    expect(taken.text).to.include('In your hands until')
    await console.submit(await console.open(pool), `form[action$="/${before.id}/ending"]`)
    expect((await yara.open(`${world.url}/assess`)).url.pathname).to.equal('/assess/sign-in')
    expect((await of('Yara Ode')).load, 'nobody waits for her').to.equal(0)
    const door = await yara.open(`${world.url}/assess/sign-in`)
    const credentials = { email: 'yara@example.org', password }
    expect((await yara.submit(door, 'main form', credentials)).status).to.equal(422)

    const again = new Visitor()
    await again.submit(await again.open(await invite('yara@example.org')), 'main form', {
      name: 'Yara Ode',
      password: `${password} again`,
    })
    expect((await again.open(`${world.url}/assess`)).status).to.equal(200)
    expect((await of('Yara Ode')).personId).to.equal(before.personId)
  })

  it('the door stays shut after eight wrong passwords, for the right one too, and never says why', async () => {
    await join('zoe@example.org', 'Zoe Petra')
    const visitor = new Visitor()
    const knock = async (typed: string) => {
      const door = await visitor.open(`${world.url}/assess/sign-in`)
      return visitor.submit(door, 'main form', { email: 'Zoe@Example.org', password: typed })
    }
    expect((await knock(password)).url.pathname).to.equal('/assess')
    visitor.forget()
    const answers = []
    for (let tries = 0; tries < 8; tries += 1) answers.push((await knock('not it')).text)
    answers.push((await knock(password)).text)
    expect(new Set(answers).size).to.equal(1)
  })

  it('a facilitator adds who assesses in the course, and nobody else', async () => {
    const assessing = await arriveAs(world, cast.assessors[0]!.key, 'assessor', assignment)
    const { visitor } = await arriveAs(world, facilitator!.key, 'facilitator', assignment)
    const page = await visitor.open(`${world.url}/cohorts/${cohortId}/pool`)
    const name = cast.assessors[0]!.name
    const option = page.$('#personId option').filter((_, one) => page.$(one).text() === name)
    const added = await visitor.submit(page, 'main form', { personId: option.attr('value') ?? '' })
    expect(added.$('.card__title').text()).to.include(name)
    expect((await assessing.visitor.open(`${world.url}/assess`)).status).to.equal(200)
    const refused = await visitor.submit(page, 'main form', { personId: 'nobody' })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('Choose somebody who assesses in this course.')
  })

  it('what happens around the pool is on record, without names and addresses', async () => {
    const rows = await world.tool.services.audit.latest(world.institutionId, 200)
    const actions = rows.map(({ action }) => action)
    expect(actions).to.include.members([
      'pool.invited',
      'pool.invitation-accepted',
      'pool.joined',
      'pool.left',
      'guest.locked',
    ])
    expect(JSON.stringify(rows)).to.not.match(/example\.org|Yara|Vera/)
  })
})
