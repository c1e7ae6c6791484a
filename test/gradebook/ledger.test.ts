import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { operator } from '../../src/audit/actor.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { learners, openCourse, type Course } from './course.js'

const [first, second, third] = learners

describe('the ledger of scores', () => {
  const clock = fixedClock(new Date())
  let world: World
  let course: Course

  before(async function () {
    this.timeout(60_000)
    world = await startWorld({ clock })
    course = await openCourse(world)
    const { scores } = world.tool.services
    await scores.enqueue(course.score(first!, 'a:1', 100))
    await world.sendScores()
    world.lms.setFault('scores', { kind: 'unavailable' })
    await scores.enqueue(course.score(second!, 'a:2', 75))
    await world.tool.services.sendDue()
    world.lms.clearFaults()
    await scores.enqueue({ ...course.score(third!, 'a:3', 50), assignmentId: 'gone' })
    await world.tool.services.sendDue()
  })
  after(() => world.close())

  it('says in plain words what arrived, what is tried again and what needs a person', async () => {
    const page = await course.facilitator.open(course.ledger)
    expect(page.status).to.equal(200)
    const cards = page
      .$('.card')
      .toArray()
      .map((card) => page.$(card).text().replaceAll(/\s+/g, ' '))
    const of = (name: string) => cards.find((card) => card.includes(name)) ?? ''
    expect(of(first!.name)).to.contain('In the gradebook').and.to.contain('100 of 100')
    expect(of(second!.name)).to.contain('Trying again').and.to.contain('The LMS is busy')
    expect(of(third!.name)).to.contain('Waiting').and.to.contain('no longer in this course')
    expect(page.text).not.to.match(/gradebook\.|undefined|null|NaN/)
  })

  it('filters by what has to be done', async () => {
    const count = async (list: string) =>
      (await course.facilitator.open(`${course.ledger}?show=${list}`)).$('.card').length
    expect([
      await count('sent'),
      await count('way'),
      await count('mend'),
      await count('nonsense'),
    ]).to.deep.equal([1, 1, 1, 3])
  })

  it('sends again at a facilitator’s word, and records who asked', async () => {
    const page = await course.facilitator.open(`${course.ledger}?show=way`)
    const id = /\/score-posts\/([^/]+)\/resend/.exec(page.$('.card form').attr('action') ?? '')?.[1] ?? ''
    const again = await course.facilitator.submit(page, '.card form')
    expect(again.text).to.contain('On its way again')
    clock.advance(2_000)
    await world.tool.services.sendDue()
    expect(course.grade(second!)?.score).to.equal(75)
    const acts = await world.tool.services.audit.of(`score-post:${id}`)
    expect(acts.map(({ action }) => action)).to.deep.equal(['score-post.resent'])
  })

  it('is not for learners, strangers or another institution', async () => {
    const learner = course.visitors.get(first!.key)!
    expect((await learner.open(course.ledger)).status).to.equal(403)
    const page = await course.facilitator.open(`${course.ledger}?show=sent`)
    const action = new URL(page.$('.card form').attr('action') ?? '', page.url)
    const token = String(
      (await learner.open(`${world.url}/cohorts/${course.cohortId}`)).$('input[name=_csrf]').val(),
    )
    expect((await learner.send(action, { _csrf: token })).status).to.equal(403)
    expect((await new Visitor().open(course.ledger)).status).to.equal(401)
    expect((await course.facilitator.open(`${world.url}/cohorts/nope/score-posts`)).status).to.equal(404)
    expect((await course.facilitator.send(action, {})).status).to.equal(403)
    const foreign = await world.tool.services.institutions.create(operator, { name: 'Elsewhere' })
    const outsider = { kind: 'person', personId: 'p', institutionId: foreign.id } as const
    const refused = await world.tool.services.scores
      .ledger(outsider, course.cohortId)
      .catch((error: unknown) => error)
    expect(refused).to.have.property('code', 'not_found')
  })
})
