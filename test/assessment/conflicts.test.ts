import { expect } from 'chai'
import { decideDeclaring } from '../../src/assessment/conflicts/declaration.js'
import type { Actor } from '../../src/audit/actor.js'
import { schoolKey } from '../../src/identity/school.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs } from '../hostile/wholeStory.js'
import { sendAttempt, storyOf } from '../support/story.js'
import { addTenant } from '../support/tenant.js'
import type { Page, Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

describe('two ways of writing one school', () => {
  const same: [string, string, string][] = [
    ['case, blanks and punctuation', 'St. Mary’s  School', 'st marys school'],
    ['folded and full-width letters', 'Straße ＡＢＣ', 'STRASSE abc'],
    ['composed and decomposed', 'École Zola', 'E\u0301cole Zola'],
    ['Arabic with and without vowel signs and tatweel', 'مَدْرَسَة النـــور', 'مدرسة النور'],
    ['figures of compatibility', 'P.S. １２', 'ps 12'],
  ]
  for (const [name, one, other] of same)
    it(`${name} do not matter`, () => expect(schoolKey(one)).to.equal(schoolKey(other)))
  const apart: [string, string][] = [
    ['PS 12', 'PS 21'],
    ['कमल', 'कमला'],
    ['Nord', 'Nørd'],
  ]
  for (const [one, other] of apart)
    it(`${one} is not ${other}`, () => expect(schoolKey(one)).to.not.equal(schoolKey(other)))
  it('nothing but punctuation is no school', () => expect(schoolKey(' – ! ')).to.equal(''))
})

describe('a pair that a facilitator may keep apart', () => {
  const pair = { assessorId: 'dina', educatorId: 'amal', judges: true, learns: true }
  const cases: [object, string][] = [
    [{}, 'declare'],
    [{ judges: false }, 'notAnAssessor'],
    [{ learns: false }, 'notAnEducator'],
    [{ educatorId: 'dina' }, 'oneself'],
  ]
  for (const [change, expected] of cases)
    it(expected, () => expect(decideDeclaring({ ...pair, ...change })).to.equal(expected))
})

describe('those who know each other', function () {
  this.timeout(60_000)
  let world: World
  let facilitator: Visitor
  let educator: Visitor
  let dina: Visitor
  let omar: Visitor
  let cohort: string
  let opened: Page
  let educatorId: string
  let submissionId: string
  const name = cast.educators[2]!.name

  before(async () => {
    world = await startWorld()
    const { id: assignment } = world.lms.createAssignment({ title: 'Calm', lineItem: { scoreMaximum: 100 } })
    const arrive = (key: string, role: 'facilitator' | 'educator' | 'assessor') =>
      arriveAs(world, key, role, assignment)
    const story = storyOf('calm-arrival')
    const mapping = await arrive(cast.facilitators[0]!.key, 'facilitator')
    facilitator = mapping.visitor
    const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    await facilitator.submit(mapping.page, 'form[action$="/mapping"]', { microCredentialId: asked?.id ?? '' })
    const sending = await arrive(cast.educators[2]!.key, 'educator')
    educator = sending.visitor
    const writing = await educator.submit(sending.page, 'form[action$="/submissions"]')
    await sendAttempt(educator, writing, story.attempts[0]!)
    dina = (await arrive(cast.assessors[0]!.key, 'assessor')).visitor
    const second = await arrive(cast.assessors[1]!.key, 'assessor')
    omar = second.visitor
    cohort = /\/cohorts\/[\w-]{36}/.exec(second.page.html)?.[0] ?? ''
    const queue = await dina.open(`${world.url}${cohort}/queue`)
    submissionId = /[\w-]{36}/.exec(queue.$('form[action$="/assessments"]').attr('action') ?? '')?.[0] ?? ''
    opened = await dina.submit(queue, 'form[action$="/assessments"]')
  })
  after(() => world.close())

  const look = async (who: Visitor) => ({
    listed: (await who.open(`${world.url}${cohort}/queue`)).text.includes(name),
    status: (await who.open(opened.url)).status,
  })
  const sees = { listed: true, status: 200 }
  const seesNot = { listed: false, status: 403 }
  const say = async (who: Visitor, school: string) =>
    who.submit(await who.open(`${world.url}/school?from=${cohort}`), 'form[action="/school"]', { school })

  it('an assessor of the same school finds the work neither in the queue nor by its address', async () => {
    expect(await look(omar)).to.deep.equal(sees)
    const saved = await say(educator, 'Ecole “Al-Noor”')
    expect(saved.text).to.include('nobody from your school is asked')
    expect(saved.$('a.back').attr('href')).to.equal(cohort)
    await say(omar, ' ecole al noor ')
    expect(await look(omar)).to.deep.equal(seesNot)
    expect((await omar.open(opened.url)).text).to.include('You work at the same school')
    expect(await look(dina)).to.deep.equal(sees)
  })

  it('unless the institution does not mind, or one of them works elsewhere by now', async () => {
    const { institutions } = world.tool.services
    const administrator: Actor = { kind: 'system', name: 'operator' }
    const { settings } = (await world.tool.services.institutionStore.byId(world.institutionId))!
    await institutions.changeSettings(administrator, world.institutionId, {
      ...settings,
      sameSchoolBlocked: false,
    })
    expect(await look(omar)).to.deep.equal(sees)
    await institutions.changeSettings(administrator, world.institutionId, settings)
    expect(await look(omar)).to.deep.equal(seesNot)
    expect((await say(omar, '')).text).to.include('Nobody knows your school now')
    expect(await look(omar)).to.deep.equal(sees)
  })

  it('an assessor says that they know somebody too well: what they had begun waits for somebody else', async () => {
    expect((await omar.open(`${world.url}${cohort}/queue`)).text).to.include('has begun')
    const asked = await dina.open(`${opened.url.href}/declaration`)
    const told = await dina.submit(asked, '#declaration-form', { reason: 'My <b>cousin</b>.' })
    expect(told.text).to.include('Noted. It waits for somebody else now.')
    expect(told.text).to.include('My <b>cousin</b>.')
    expect(await look(dina)).to.deep.equal(seesNot)
    expect((await dina.open(opened.url)).text).to.include('You do not judge this person')
    expect((await omar.open(`${world.url}${cohort}/queue`)).text).to.include('Nobody has it yet')
  })

  it('its reason is read by them and by facilitators only', async () => {
    const declarations = `${world.url}${cohort}/declarations`
    expect((await facilitator.open(declarations)).text).to.include('My <b>cousin</b>.')
    expect((await omar.open(declarations)).status).to.equal(403)
    expect((await omar.open(`${world.url}/declarations`)).text).to.not.include('cousin')
    const mine = await educator.open(`${world.url}/`)
    expect(mine.text).to.not.include('cousin')
  })

  it('whoever said so takes it back, and nobody else who is not of the course’s staff', async () => {
    const mine = await dina.open(`${world.url}/declarations`)
    const path = mine.$('form[action$="/withdrawal"]').attr('action') ?? ''
    const omarsToken = (await omar.open(`${world.url}/school`)).$('[name=_csrf]').first().attr('value') ?? ''
    expect((await omar.send(`${world.url}${path}`, { _csrf: omarsToken })).status).to.equal(404)
    const back = await dina.submit(mine, 'form[action$="/withdrawal"]')
    expect(back.text).to.include('Taken back. It stays on record.')
    expect(await look(dina)).to.deep.equal(sees)
    expect((await facilitator.open(`${world.url}${cohort}/declarations`)).text).to.include('taken back on')
  })

  it('a facilitator keeps a pair apart, with a reason; only they take it back', async () => {
    const page = await facilitator.open(`${world.url}${cohort}/declarations`)
    const option = (field: string, text: string) =>
      page
        .$(`#${field} option`)
        .filter((_, element) => page.$(element).text() === text)
        .attr('value') ?? ''
    educatorId = option('educatorId', name)
    const pair = { assessorId: option('assessorId', cast.assessors[0]!.name), educatorId }
    const refused = await facilitator.submit(page, '#declare-form', pair)
    expect(refused.status).to.equal(422)
    expect(refused.$('#educatorId option[selected]').attr('value')).to.equal(educatorId)
    const done = await facilitator.submit(page, '#declare-form', { ...pair, reason: 'Neighbours.' })
    expect(done.text).to.include('Noted.')
    expect(await look(dina)).to.deep.equal(seesNot)
    expect(await look(omar)).to.deep.equal(sees)
    expect((await dina.open(`${world.url}/declarations`)).text).to.include('Nobody has been named')
    const back = await facilitator.submit(done, 'form[action*="/withdrawal"]')
    expect(back.text).to.include('Taken back.')
    expect(await look(dina)).to.deep.equal(sees)
  })

  it('staff keep one of the pool from the educator of a work; who only looks may not, and nobody from elsewhere', async () => {
    const { declarations, pool } = world.tool.services
    const { institutionId } = world
    const page = await facilitator.open(`${world.url}${cohort}/declarations`)
    const omars = page
      .$('#assessorId option')
      .filter((_, element) => page.$(element).text() === cast.assessors[1]!.name)
    const assessorId = omars.attr('value') ?? ''
    const pair = { assessorId, work: submissionId, reason: 'Married.' }
    const as = (role: 'administrator' | 'auditor', from = institutionId): Actor => ({
      kind: 'staff',
      staffId: 'sam',
      institutionId: from,
      role,
    })
    const declare = (actor: Actor, said = pair) => declarations.declareForStaff(actor, institutionId, said)
    expect(await declare(as('administrator'))).to.equal('notAnAssessor')
    await pool.join({ kind: 'system', name: 'operator' }, institutionId, assessorId, 'lms')
    expect(await declare(as('administrator'), { ...pair, work: 'none' })).to.equal('notAnEducator')
    const refused = await Promise.allSettled([
      declare(as('auditor')),
      declare(as('administrator', 'elsewhere')),
    ])
    expect(refused.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    expect(await look(omar)).to.deep.equal(sees)
    expect(await declare(as('administrator'))).to.equal('declare')
    expect(await look(omar)).to.deep.equal(seesNot)
    const [made] = await declarations.ofInstitution(as('auditor'), institutionId)
    await declarations.withdraw(as('administrator'), institutionId, made?.id ?? '')
    expect(await look(omar)).to.deep.equal(sees)
  })

  it('another institution’s people of that name are of another school, and its pairs are its own', async () => {
    const other = await addTenant(world.tool, {
      name: 'Hills',
      personality: 'moodle',
      clock: world.tool.services.clock,
    })
    const { schools, declarations } = world.tool.services
    const stranger: Actor = { kind: 'person', institutionId: other.institutionId, personId: 'stranger' }
    await schools.say(stranger, 'Ecole Al Noor')
    await say(omar, 'Elsewhere')
    expect(await look(omar)).to.deep.equal(sees)
    const refusal = await declarations
      .withdraw(stranger, other.institutionId, 'none')
      .catch((error: unknown) => error)
    expect(refusal).to.have.property('status', 404)
    await other.lms.close()
  })
})
