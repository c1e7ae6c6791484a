import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { dueGroups } from '../../src/assessment/overdue/dueGroups.js'
import { lateByCourse } from '../../src/assessment/overdue/overdue.js'
import { fixedClock } from '../../src/clock/clock.js'
import { lateRows, type LateAnswer } from '../../src/cohorts/lateAnswers.js'
import type { WorkRow } from '../../src/cohorts/progress.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs, captured } from '../hostile/wholeStory.js'
import { signedInStaff } from '../support/everyState.js'
import { sendAttempt, storyOf } from '../support/story.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const day = (number: number) => new Date(Date.UTC(2026, 2, number))

describe('what is late', () => {
  it('by course: how many, and the oldest promise first', () => {
    const late = [
      { cohortId: 'spring', dueBy: day(4) },
      { cohortId: 'autumn', dueBy: day(3) },
      { cohortId: 'spring', dueBy: day(5) },
      { cohortId: 'gone', dueBy: day(6) },
    ]
    const titles = new Map([
      ['spring', 'Spring'],
      ['autumn', 'Autumn'],
    ])
    expect(lateByCourse(late, titles)).to.deep.equal([
      { cohortId: 'autumn', title: 'Autumn', count: 1, oldest: day(3) },
      { cohortId: 'spring', title: 'Spring', count: 2, oldest: day(4) },
      { cohortId: 'gone', title: null, count: 1, oldest: day(6) },
    ])
  })

  it('by work: in whose hands, with a second look at it, and appeals among them', () => {
    const waiting = (name: string, promisedBy: Date): WorkRow => ({
      personId: name,
      assignmentId: 'a',
      submissionId: `of-${name}`,
      state: 'submitted',
      attempt: 1,
      since: day(1),
      promisedBy,
    })
    const answer = (name: string, promisedBy: Date, holder: string | null): LateAnswer => ({
      submissionId: `of-${name}`,
      personId: name,
      assignmentId: 'a',
      promisedBy,
      heldBy: holder === null ? null : { personId: holder, since: day(2) },
    })
    const rows = lateRows(
      [waiting('amal', day(5)), waiting('badr', day(4))],
      [answer('amal', day(5), 'dina'), answer('amal', day(5), 'omar'), answer('carla', day(3), null)],
    )
    expect(rows.map(({ personId, hands }) => [personId, hands.map((one) => one.personId)])).to.deep.equal([
      ['carla', []],
      ['badr', []],
      ['amal', ['dina', 'omar']],
    ])
  })

  it('comes before what is due soon, and that before the rest', () => {
    const rows = [{ tone: '' as const }, { tone: 'late' as const }, { tone: '' as const }]
    expect(dueGroups(rows).map(({ due, rows: { length } }) => [due, length])).to.deep.equal([
      ['late', 1],
      ['later', 2],
    ])
  })
})

describe('late answers', function () {
  this.timeout(60_000)
  const clock = fixedClock(new Date())
  const story = storyOf('calm-arrival')
  const [facilitator] = cast.facilitators
  const [assessor] = cast.assessors
  const educators = cast.educators.slice(2, 4)
  let world: World
  let assignment: string
  let queue: string

  before(async () => {
    world = await startWorld({ clock })
    ;({ id: assignment } = world.lms.createAssignment({ title: 'A', lineItem: { scoreMaximum: 100 } }))
    const teaching = await world.launch(facilitator!.key, { assignment })
    const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    const mapped = await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
      microCredentialId: asked!.id,
    })
    queue = `${world.url}/cohorts/${captured(mapped, /\/cohorts\/([\w-]{36})/)}/queue`
    for (const { key } of educators) {
      const { visitor, page } = await arriveAs(world, key, 'educator', assignment)
      await sendAttempt(
        visitor,
        await visitor.submit(page, 'form[action$="/submissions"]'),
        story.attempts[0]!,
      )
    }
    clock.advance(9 * 24 * 3_600_000)
  })
  after(() => world.close())

  it('stand first on the assessor’s list, and their own are counted', async () => {
    const { visitor } = await arriveAs(world, assessor!.key, 'assessor', assignment)
    const before = await visitor.open(queue)
    expect(before.$('main h2').first().text()).to.equal('Late')
    expect(before.text).to.not.include('answer is late')
    await visitor.submit(before, 'form[action$="/assessments"]')
    expect((await visitor.open(queue)).text).to.match(/In your hands ?1 answer is late/)
  })

  it('stand on the facilitator’s page with who has them since when', async () => {
    const { visitor } = await arriveAs(world, facilitator!.key, 'facilitator', assignment)
    const late = (await visitor.open(queue.replace('/queue', ''))).$('[aria-labelledby="late-title"]').text()
    for (const { name } of educators) expect(late).to.include(name)
    expect(late).to.include(`${assessor!.name} has had it since`).and.include('Nobody has it')
  })

  it('are counted for each course in the console, where whoever nobody may judge is told of too', async () => {
    const { services } = world.tool
    const home = `${world.url}/admin/institutions/${world.institutionId}`
    const staff = (await signedInStaff(world, new Visitor())).visitor
    const shown = (await staff.open(home)).$('main table tbody tr')
    expect(shown.length).to.equal(1)
    expect(shown.find('td').first().text()).to.equal('2')
    expect((await staff.open(home)).text).to.not.include('nobody may judge')

    // From now on assessors of courses have to qualify, and nobody has.
    const settings = (await services.institutionStore.byId(world.institutionId))!.settings
    const changed = { ...settings, spreading: 'spread' as const, cohortMustQualify: true }
    await services.institutions.changeSettings(operator, world.institutionId, changed)
    expect(await services.assessments.giveOut()).to.equal(0)
    expect((await staff.open(home)).text).to.include('1 piece of work waits that nobody may judge')
    const { visitor } = await arriveAs(world, facilitator!.key, 'facilitator', assignment)
    const monday = async () => (await visitor.open(queue.replace('/queue', ''))).text
    expect(await monday()).to.include('that nobody may judge')
    await services.institutions.changeSettings(operator, world.institutionId, settings)
    clock.advance(61 * 60_000)
    expect(await monday(), 'nobody is looked for any more').to.not.include('that nobody may judge')
  })
})
