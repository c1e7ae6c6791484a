import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const story = storyOf('calm-arrival')
const [first, second] = story.attempts
const educator = cast.educators[2]!
const assessor = cast.assessors[0]!
const facilitator = cast.facilitators[0]!

describe('from a course page to a verified badge', function () {
  this.timeout(60_000)
  let world: World
  let assignment: { id: string; lineItemId: string | null }
  let teacher: Visitor
  let teacherPage: Page
  let badgeUrl = ''

  before(async () => {
    world = await startWorld()
    assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
    const arrived = await world.launch(facilitator.key, { assignment: assignment.id })
    const published = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    await arrived.visitor.submit(arrived.page, 'form[action$="/mapping"]', {
      microCredentialId: published?.id ?? '',
    })
  })
  after(async () => {
    await world.close()
  })

  const grade = () => world.lms.grade(assignment.id, educator.key)
  const openQueue = async (): Promise<{ visitor: Visitor; page: Page }> => {
    const { visitor, page } = await world.launch(assessor.key, { assignment: assignment.id })
    const cohortId = /\/cohorts\/([^/"?]+)/.exec(page.html)?.[1] ?? ''
    return { visitor, page: await visitor.open(`${world.url}/cohorts/${cohortId}/queue`) }
  }

  it('shows the educator what is asked before anything is started', async () => {
    const { visitor, page } = await world.launch(educator.key, { assignment: assignment.id })
    expect(page.status).to.equal(200)
    expect(page.text).to.contain('Not started')
    expect(page.$('form[action$="/submissions"]').length).to.be.greaterThan(0)
    teacher = visitor
    teacherPage = await visitor.submit(page, 'form[action$="/submissions"]')
    expect(teacherPage.text).to.contain('In progress')
  })

  it('names what is missing instead of sending', async () => {
    const refused = await teacher.submit(
      teacherPage,
      '#evidence-form',
      {},
      {},
      'button[formaction*="/sending"]',
    )
    expect(refused.status).to.equal(422)
    expect(refused.$('.error-summary li').length).to.be.greaterThan(3)
  })

  it('takes the evidence and says when to expect an answer', async () => {
    const receipt = await sendAttempt(teacher, teacherPage, first!)
    expect(receipt.status).to.equal(200)
    expect(receipt.url.pathname).to.match(/\/receipt$/)
  })

  it('lets an assessor say "not yet" to one criterion, and the gradebook follows', async () => {
    const { visitor, page } = await openQueue()
    const opened = await visitor.submit(page, 'form[action*="/submissions/"][action$="/assessments"]')
    const done = await judgeAttempt(visitor, opened, first!)
    expect(done.status).to.equal(200)
    await world.sendScores()
    expect(grade()?.score).to.equal(75)
  })

  it('opens only the unmet criterion again and keeps the rest', async () => {
    const { visitor, page } = await world.launch(educator.key, { assignment: assignment.id })
    expect(page.text).to.contain('Try again')
    const slots = page.$('#evidence-form [id^="slot-"]').toArray()
    const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    const unmet = asked?.rubric.criteria.find(({ id }) => id === second!.judgements[0]!.criterionId)
    expect(slots.map((slot) => slot.attribs['id'])).to.have.members(unmet!.slots.map((id) => `slot-${id}`))
    const receipt = await sendAttempt(visitor, page, second!)
    expect(receipt.url.pathname).to.match(/\/receipt$/)
    const waiting = await visitor.open(page.url)
    expect(waiting.$('main .tag').first().text()).to.contain('Submitted')
  })

  it('raises the score to 100 when the last criterion is met', async () => {
    const { visitor, page } = await openQueue()
    const opened = await visitor.submit(page, 'form[action*="/submissions/"][action$="/assessments"]')
    await judgeAttempt(visitor, opened, second!)
    await world.sendScores()
    expect(grade()?.score).to.equal(100)
  })

  it('tells the educator it is earned and leads to a badge that is private until they say otherwise', async () => {
    const { visitor, page } = await world.launch(educator.key, { assignment: assignment.id })
    expect(page.text).to.contain('Earned')
    const href = page.$('a[href^="/badges/"]').attr('href') ?? ''
    const own = await visitor.open(new URL(href, world.url))
    expect(own.status).to.equal(200)
    expect((await new Visitor().open(new URL(href, world.url))).status).to.equal(404)
    const shown = await visitor.submit(own, 'form[action$="/visibility"]', { visibility: 'public' })
    expect(shown.status).to.equal(200)
    expect((await new Visitor().open(new URL(href, world.url))).status).to.equal(200)
    badgeUrl = new URL(href, world.url).href
  })

  it('has issued one badge only, and anybody can verify it', async () => {
    const awards = await world.tool.services.badges.awards.list(operator, world.institutionId)
    expect(awards).to.have.length(1)
    const verdict = await new Visitor().open(
      `${world.url}/verify?url=${encodeURIComponent(`${badgeUrl}.json`)}`,
    )
    expect(verdict.status).to.equal(200)
    expect(verdict.$('.verdict--yes').length, verdict.text).to.equal(1)
  })

  it('says so for decades: a revoked badge is answered with no and the reason', async () => {
    const { awards } = world.tool.services.badges
    const [award] = await awards.list(operator, world.institutionId)
    await awards.revoke(operator, award!.id, 'Issued to the wrong person')
    const verdict = await new Visitor().open(
      `${world.url}/verify?url=${encodeURIComponent(`${badgeUrl}.json`)}`,
    )
    expect(verdict.$('.verdict--no').length).to.equal(1)
  })
})
