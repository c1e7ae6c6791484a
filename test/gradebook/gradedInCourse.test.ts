import { expect } from 'chai'
import { fixedClock, type FixedClock } from '../../src/clock/clock.js'
import { operator } from '../../src/audit/actor.js'
import { cast, type CastMember } from '../../src/practiceLms/cast.js'
import type { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const teacher = cast.facilitators[0]!
const [opened, never, low] = cast.educators.filter(({ locale }) => locale.startsWith('en')) as [
  CastMember,
  CastMember,
  CastMember,
]

describe('a competency that is graded in the LMS', () => {
  let world: World
  let clock: FixedClock
  let facilitator: Visitor
  let made: ReturnType<World['lms']['createAssignment']>
  let grading: string
  let cohort: string

  before(async () => {
    clock = fixedClock(new Date())
    world = await startWorld({ personality: 'canvas', clock })
    made = world.lms.createAssignment({ title: 'Final project', lineItem: { scoreMaximum: 50 } })
    const { visitor, page } = await world.launch(teacher.key, { assignment: made.id })
    facilitator = visitor
    const published = await world.tool.services.catalogue.latest(
      world.institutionId,
      'trauma-informed-practice',
    )
    const mapped = await visitor.submit(page, 'form[action$="/mapping"]', {
      microCredentialId: published?.id ?? '',
    })
    cohort = mapped.url.href.replace(/\/mapping.*/, '')
    grading = mapped.$('a[href$="/grading"]').attr('href') ?? ''
    await world.tool.services.cohorts.roster.readDue()
  })
  after(() => world.close())

  const services = () => world.tool.services
  const turn = async (hours = 2) => {
    clock.advance(hours * 3_600_000)
    await world.tool.services.results.readDue()
    await world.tool.services.outcomes.reconcile()
    await world.tool.services.badges.awards.finishInterrupted()
  }
  const set = async (fields: Record<string, string>) =>
    facilitator.submit(await facilitator.open(world.url + grading), 'form[action$="/grading"]', fields)
  const awards = () => world.tool.services.badges.awards.list(operator, world.institutionId)

  it('needs a threshold and something that the grade rests on, and keeps what was typed', async () => {
    const page = await set({ graded: 'lms', threshold: '170', evidence: 'present' })
    expect(page.status).to.equal(422)
    expect(page.text).to.contain('whole number from 1 to 100').and.to.contain('what the grade rests on')
    expect(page.$('[name=threshold]').val()).to.equal('170')
    expect(page.$('[name=evidence]').val()).to.equal('present')
  })

  it('asks educators for nothing here and says what counts', async () => {
    const saved = await set({
      graded: 'lms',
      threshold: '70',
      evidence: 'Final project, marked by the instructor',
    })
    expect(saved.text).to.contain('Saved.')
    const { page } = await world.launch(opened.key, { assignment: made.id })
    expect(page.text)
      .to.contain('Once your grade in the course reaches 70 %')
      .and.to.contain('marked by the instructor')
    expect(page.$('form[action$="/submissions"]')).to.have.length(0)
    const personId = (await services().people.known(world.registrationId, world.lms.userId(opened.key))) ?? ''
    const actor = { kind: 'person', personId, institutionId: world.institutionId } as const
    const forced = services().submissions.start(actor, grading.split('/')[2] ?? '')
    expect(await forced.catch((error: Error) => error.message)).to.equal('submissions.graded_in_course')
  })

  it('is met when the grade reaches it, also for somebody who never came; the badge says so, nothing is posted back', async () => {
    world.lms.overrideGrade(made.lineItemId ?? '', opened.key, 40)
    world.lms.overrideGrade(made.lineItemId ?? '', never.key, 35)
    world.lms.overrideGrade(made.lineItemId ?? '', low.key, 34)
    await turn()
    const issued = await awards()
    expect(issued.map(({ recipientName }) => recipientName).sort()).to.deep.equal(
      [opened.name, never.name].sort(),
    )
    expect(issued[0]?.gradedInCourse).to.include({ threshold: 70, maximum: 50 })
    expect(issued.every(({ levels }) => levels.length === 0)).to.equal(true)
    const { visitor, page } = await world.launch(opened.key, { assignment: made.id })
    expect(page.text).to.contain('Your grade of 40 of 50 reached the 70 %')
    const badge = await visitor.open(
      page.url.origin + (page.$('a[href^="/badges/"]').first().attr('href') ?? ''),
    )
    expect(badge.text).to.contain('Graded in the course').and.to.contain('No assessor judged this in Cairn')
    expect(badge.text).to.contain('Final project, marked by the instructor')
    expect(world.lms.requests('scores')).to.have.length(0)
    await world.launch(teacher.key, { assignment: made.id, visitor: facilitator })
    const monday = await facilitator.open(cohort)
    expect(monday.text).to.contain('Graded in the course')
  })

  it('is not taken away by a lower grade, which is recorded and shown', async () => {
    world.lms.overrideGrade(made.lineItemId ?? '', opened.key, 10)
    await turn()
    expect((await awards()).every(({ revoked }) => revoked === null)).to.equal(true)
    const { page } = await world.launch(opened.key, { assignment: made.id })
    expect(page.text).to.contain('Your course shows a lower grade now. What you earned stays.')
  })

  it('cannot be set once an educator has begun', async () => {
    const other = world.lms.createAssignment({ title: 'Begun', lineItem: { scoreMaximum: 100 } })
    const { page } = await world.launch(teacher.key, { assignment: other.id, visitor: facilitator })
    const mapped = await facilitator.submit(page, 'form[action$="/mapping"]', {
      microCredentialId: page.$('input[name=microCredentialId]').first().attr('value') ?? '',
    })
    const { visitor, page: start } = await world.launch(opened.key, { assignment: other.id })
    await visitor.submit(start, 'form[action$="/submissions"]')
    const link = mapped
      .$('a[href$="/grading"]')
      .toArray()
      .map((a) => mapped.$(a).attr('href') ?? '')
      .find((href) => href !== grading)
    const form = await facilitator.open(world.url + (link ?? ''))
    const answer = await facilitator.submit(form, 'form[action$="/grading"]', {
      graded: 'lms',
      threshold: '70',
      evidence: 'Final project, marked by the instructor',
    })
    expect(answer.status).to.equal(409)
  })
})
