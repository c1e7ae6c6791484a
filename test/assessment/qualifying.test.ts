import { expect } from 'chai'
import { samplesOf } from '../../src/assessment/qualifying/shippedBenchmarks.js'
import { compare, decideBeginning, type Trial } from '../../src/assessment/qualifying/trial.js'
import { operator, type Actor } from '../../src/audit/actor.js'
import { defaultSettings } from '../../src/institutions/settings.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs, captured } from '../hostile/wholeStory.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const levels = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: { en: id }, meets: id > 'b', points: 0 }))
const judged = (...ids: string[]) => ids.map((levelId, index) => ({ criterionId: String(index), levelId }))

describe('near enough to the reference', () => {
  const rules = { qualifyExactPercent: 70, qualifyMostApart: 1 }
  const reference = judged('a', 'b', 'c', 'd', 'c', 'c', 'c', 'c', 'c', 'c')
  const cases: [string, string[], boolean][] = [
    ['the same everywhere', [...'abcdcccccc'], true],
    ['three of ten one level off: exactly the share', [...'bbcdccccbb'], true],
    ['four of ten one level off', [...'bacdccccbb'], false],
    ['one of ten two levels off', [...'cbcdcccccc'], false],
    ['one criterion not judged', [...'abcdccccc'], false],
  ]
  for (const [name, given, passed] of cases)
    it(`${name}: ${passed ? 'qualified' : 'not yet'}`, () => {
      expect(compare(judged(...given), reference, { levels }, rules).passed).to.equal(passed)
    })
  it('nothing to compare with qualifies nobody', () => {
    expect(compare([], [], { levels }, rules).passed).to.equal(false)
  })
})

describe('the next trial', () => {
  const now = new Date('2026-03-10T12:00:00Z')
  const rules = { qualifyAgainDays: 7 }
  const trial = (benchmarkId: string, at: string | null, passed = false): Trial => ({
    ...{ id: benchmarkId, institutionId: 'i', personId: 'p', microCredentialKey: 'k', benchmarkId },
    ...{ number: 1, began: now, draft: [] },
    finished: at === null ? null : ({ at: new Date(at), passed } as Trial['finished']),
  })
  const cases: [string, Trial[], string[], string][] = [
    ['the oldest sample first', [], ['one', 'two'], 'begin one'],
    ['what was begun goes on', [trial('one', null)], ['one', 'two'], 'goOn'],
    ['after a miss there are days to wait', [trial('one', '2026-03-04T12:00:00Z')], ['one', 'two'], 'wait'],
    ['and then another sample', [trial('one', '2026-03-03T12:00:00Z')], ['one', 'two'], 'begin two'],
    ['with a single sample it comes again', [trial('one', '2026-03-01T12:00:00Z')], ['one'], 'begin one'],
    [
      'whoever passed need not wait',
      [trial('one', '2026-03-09T12:00:00Z', true)],
      ['one', 'two'],
      'begin two',
    ],
    ['without samples there is none', [], [], 'noSample'],
  ]
  for (const [name, trials, samples, expected] of cases)
    it(name, () => {
      const inUse = samples.map((id) => ({ id }))
      const decision = decideBeginning(trials, inUse, now, rules)
      expect(decision.kind === 'begin' ? `begin ${decision.benchmarkId}` : decision.kind).to.equal(expected)
    })
})

describe('qualifying for a micro-credential', function () {
  this.timeout(60_000)
  const story = storyOf('calm-arrival')
  const credentials = { name: 'Vera Quist', password: 'three quiet grey stones' }
  let world: World
  let cohortId: string
  let assignment: string
  let reference: { criterionId: string; levelId: string; reason: string }[]

  before(async () => {
    world = await startWorld()
    const { services } = world.tool
    const { institutionId } = world
    const asked = (await services.catalogue.latest(institutionId, story.microCredential))!
    const [sample, other] = samplesOf(story, asked)
    reference = sample!.reference
    for (const { id, ...written } of [sample!, other!])
      await services.benchmarks.make(operator, institutionId, asked.id, written, id)
    ;({ id: assignment } = world.lms.createAssignment({ title: 'A', lineItem: { scoreMaximum: 100 } }))
    const teaching = await world.launch(cast.facilitators[0]!.key, { assignment })
    const mapped = await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
      microCredentialId: asked.id,
    })
    cohortId = captured(mapped, /\/cohorts\/([\w-]{36})/)
    const { visitor, page } = await arriveAs(world, cast.educators[2]!.key, 'educator', assignment)
    const writing = await visitor.submit(page, 'form[action$="/submissions"]')
    await sendAttempt(visitor, writing, story.attempts[0]!)
  })
  after(() => world.close())

  async function guest(name: string): Promise<{ visitor: Visitor; page: Page; actor: Actor }> {
    const { poolInvitations, guests } = world.tool.services
    const email = `${name}@example.org`
    const { url } = await poolInvitations.invite(operator, world.institutionId, email)
    const visitor = new Visitor()
    const page = await visitor.submit(await visitor.open(url), 'main form', credentials)
    const { personId, institutionId } = (await guests.signIn(email, credentials.password))!
    return { visitor, page, actor: { kind: 'person', personId, institutionId } }
  }
  const fieldsFor = (given: typeof reference) =>
    Object.fromEntries(given.map(({ criterionId, levelId }) => [`level-${criterionId}`, levelId]))
  const takeable = (page: Page) => page.$('form[action$="/assessments"]').length

  it('shows the reasons only afterwards, and opens the work to whoever is near enough', async () => {
    const vera = await guest('vera')
    expect(takeable(vera.page)).to.equal(0)
    const trial = await vera.visitor.submit(vera.page, 'form[action="/assess/qualifying"]')
    for (const { reason } of reference.filter(({ reason }) => reason.length > 60))
      expect(trial.text).to.not.include(reason.replace(/\s+/g, ' '))
    const [first, ...rest] = reference
    const half = await vera.visitor.submit(trial, '#trial-form', {
      ...fieldsFor(rest),
      [`comment-${rest[0]!.criterionId}`]: 'What I saw',
    })
    expect(half.status).to.equal(422)
    expect(half.html).to.include('What I saw')
    const compared = await vera.visitor.submit(half, '#trial-form', fieldsFor([first!]))
    expect(compared.text).to.include('You are qualified').and.include(first!.reason.replace(/\s+/g, ' '))
    expect(takeable(await vera.visitor.open(`${world.url}/assess`))).to.equal(1)
    const again = await vera.visitor.send(`${compared.url.href}/answer`, {
      ...fieldsFor(reference.map((one) => ({ ...one, levelId: 'none' }))),
      _csrf: String(trial.$('[name=_csrf]').first().attr('value')),
    })
    expect(again.text).to.include('You are qualified')
  })

  it('whoever is further off reads why, waits, and can neither see nor take work', async () => {
    const asked = (await world.tool.services.catalogue.latest(world.institutionId, story.microCredential))!
    const far = asked.rubric.levels[0]!.id === reference[0]!.levelId ? -1 : 0
    const wren = await guest('wren')
    const trial = await wren.visitor.submit(wren.page, 'form[action="/assess/qualifying"]')
    const turned = reference.map((one) => ({ ...one, levelId: asked.rubric.levels.at(far)!.id }))
    const compared = await wren.visitor.submit(trial, '#trial-form', fieldsFor(turned))
    expect(compared.text).to.include('Not yet').and.include('apart')
    const home = await wren.visitor.open(`${world.url}/assess`)
    expect(home.text).to.include('You can try again from')
    expect(home.$('form[action="/assess/qualifying"]').length).to.equal(0)
    expect(takeable(home)).to.equal(0)
    const [waiting] = await world.tool.services.submissions.waiting(world.institutionId, cohortId)
    const refused = await wren.visitor.send(`${world.url}/submissions/${waiting!.id}/assessments`, {
      _csrf: String(compared.$('[name=_csrf]').first().attr('value') ?? home.$('[name=_csrf]').attr('value')),
    })
    expect(refused.status).to.equal(403)
    expect(refused.text).to.include('You are not qualified for this yet')
  })

  it('assessors of a course find their samples too, and who only learns there finds nothing', async () => {
    const facilitator = await world.launch(cast.facilitators[0]!.key, { assignment })
    expect((await facilitator.visitor.open(`${world.url}/assess`)).status).to.equal(200)
    const learner = await world.launch(cast.educators[5]!.key, { assignment })
    expect((await learner.visitor.open(`${world.url}/assess`)).status).to.equal(404)
  })

  async function assess(attempt: (typeof story.attempts)[number]): Promise<void> {
    const { visitor } = await arriveAs(world, cast.assessors[0]!.key, 'assessor', assignment)
    const queue = await visitor.open(`${world.url}/cohorts/${cohortId}/queue`)
    await judgeAttempt(visitor, await visitor.submit(queue, 'form[action$="/assessments"]'), attempt)
  }

  it('whoever has earned it is invited on their own page, as long as their institution wants that', async () => {
    const { services } = world.tool
    const { visitor, page } = await arriveAs(world, cast.educators[2]!.key, 'educator', assignment)
    const home = () => visitor.open(`${world.url}/cohorts/${cohortId}`)
    await assess(story.attempts[0]!)
    expect((await home()).$('#invited').length).to.equal(0)
    await sendAttempt(visitor, await visitor.open(page.url), story.attempts[1]!)
    await assess(story.attempts[1]!)
    const invited = await home()
    expect(invited.$('#invited').text()).to.include('It is your choice')
    const desk = await visitor.open(new URL(invited.$('#invited a').attr('href') ?? '', world.url))
    expect(desk.$('form[action="/assess/qualifying"]').length).to.equal(1)

    const change = (earnersMayAssess: boolean) =>
      services.institutions.changeSettings(operator, world.institutionId, {
        ...defaultSettings,
        earnersMayAssess,
      })
    await change(false)
    expect((await home()).$('#invited').length).to.equal(0)
    expect((await visitor.open(`${world.url}/assess`)).status).to.equal(404)
    await change(true)
    const trial = await visitor.submit(desk, 'form[action="/assess/qualifying"]')
    await visitor.submit(trial, '#trial-form', fieldsFor(reference))
    expect((await home()).$('#invited').length).to.equal(0)
    expect((await services.pool.list(operator, world.institutionId)).map(({ from }) => from)).to.include(
      'earned',
    )
  })

  it('a facilitator makes a sample of finished work: its words and its result, once nobody can be recognised', async () => {
    const { services } = world.tool
    const { visitor, page } = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', assignment)
    const finished = page.$('tbody tr:contains("Earned") th a').attr('href') ?? ''
    const work = await visitor.open(new URL(finished, world.url))
    const link = work.$('a[href$="/benchmark"]').attr('href') ?? ''
    const form = await visitor.open(new URL(link, world.url))
    const texts = form.$('textarea[name^="text-"]').toArray().map((one) => [String(form.$(one).attr('name')), form.$(one).text().trim()] as const) // prettier-ignore
    expect(texts.filter(([, text]) => text !== '').length).to.be.greaterThan(0)
    const reasons = form.$('textarea[name^="reason-"]').toArray().map((one) => String(form.$(one).attr('name'))) // prettier-ignore
    const written = {
      ...Object.fromEntries(reasons.map((name) => [name, 'Seen in the second part.'])),
      ...{ title: 'A calm arrival', consent: 'Agreed in writing.', [texts[0]![0]]: 'Nobody is named here.' },
    }
    const before = await services.benchmarks.list(operator, world.institutionId)
    const unsure = await visitor.submit(form, 'main form', written)
    expect(unsure.status).to.equal(422)
    expect(unsure.$('#title').val()).to.equal('A calm arrival')
    expect(await services.benchmarks.list(operator, world.institutionId)).to.have.length(before.length)
    const made = await visitor.submit(unsure, 'main form', { nobody: 'yes' })
    expect(made.text).to.include('The sample is there')
    const [sample] = (await services.benchmarks.list(operator, world.institutionId)).filter(
      ({ title }) => title === 'A calm arrival',
    )
    expect(sample).to.include({ submissionId: link.split('/')[2], consent: 'Agreed in writing.' })
    expect(sample!.answers[0]!.text).to.equal('Nobody is named here.')
    expect(sample!.reference.map(({ reason }) => reason)).to.deep.equal(reasons.map(() => 'Seen in the second part.')) // prettier-ignore
    const learner = await arriveAs(world, cast.educators[2]!.key, 'educator', assignment)
    expect((await learner.visitor.open(new URL(link, world.url))).status).to.equal(403)
  })
})
