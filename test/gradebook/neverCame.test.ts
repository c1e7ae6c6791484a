import { expect } from 'chai'
import { cast, type CastMember } from '../../src/practiceLms/cast.js'
import { arriveAs } from '../hostile/wholeStory.js'
import { signedInStaff } from '../support/everyState.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const learner = cast.educators.find(({ locale }) => locale.startsWith('en')) as CastMember
const seen = {
  way: 'visit',
  seenOn: '2026-01-15',
  seenBy: 'Rosa Ortiz, principal',
  text: 'Children chose where to sit, and knew what came next without being told.',
}

for (const personality of ['moodle', 'canvas'] as const)
  describe(`somebody in ${personality} who has never opened Cairn`, () => {
    let world: World
    let writer: Visitor
    let form: URL
    let course: URL
    let assignment: ReturnType<World['lms']['createAssignment']>
    let personId: string
    let recorded: Page

    before(async () => {
      world = await startWorld({ personality })
      const [tool] = world.lms.state.tools
      // Canvas keeps all names here: every list has to do without them.
      if (personality === 'canvas' && tool)
        world.lms.registerTool({
          ...tool,
          keysUrl: tool.keysUrl ?? '',
          jwks: undefined,
          privacy: 'anonymous',
        })
      assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
      const arrived = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', assignment.id)
      writer = arrived.visitor
      const { id } = (await asked())!
      const mapped = await writer.submit(arrived.page, 'form[action$="/mapping"]', { microCredentialId: id })
      course = new URL(mapped.url.href.replace(/\/mapping.*/, ''))
      await world.tool.services.cohorts.roster.readDue()
      const known = await world.tool.services.people.known(
        world.registrationId,
        world.lms.userId(learner.key),
      )
      personId = known ?? ''
      form = new URL(`${course.href}/records?personId=${personId}`)
    })
    after(() => world.close())

    const asked = () => world.tool.services.catalogue.latest(world.institutionId, 'trauma-informed-practice')
    const numbered = /Educator \d{6}/

    it('is found on the list of people, with a way to record what was seen; what was typed stays', async () => {
      const people = await writer.open(`${course.href}/people?show=unopened`)
      expect(people.$('a[href*="/records?personId="]').length).to.be.greaterThan(0)
      const page = await writer.open(form.href)
      expect(page.$('#personId option[selected]').val()).to.equal(personId)
      const assignmentId = page.$('#assignmentId option').last().val()
      const wrong = { ...seen, assignmentId: String(assignmentId), seenOn: '2199-01-01', seenBy: '' }
      const answer = await writer.submit(page, '#record-form', wrong)
      expect(answer.status).to.equal(422)
      expect(answer.text).to.contain('That day has not come yet').and.to.contain('Say who saw it')
      expect(answer.$('#text').val()).to.contain('Children chose where to sit')
      expect(answer.$('[name=way][checked]').val()).to.equal('visit')
      recorded = await writer.submit(answer, '#record-form', { seenOn: seen.seenOn, seenBy: seen.seenBy })
      expect(recorded.status).to.equal(200)
      expect(recorded.text).to.contain('Recorded').and.to.contain('What was seen at a visit')
      const again = await writer.submit(await writer.open(form.href), '#record-form', {
        ...seen,
        assignmentId: String(assignmentId),
      })
      expect(again.status).to.equal(409)
      expect(again.text).to.contain('is here already')
    })

    it('is assessed by somebody other than who recorded it', async () => {
      const own = await writer.open(`${course.href}/queue`)
      expect(own.$('form[action$="/assessments"]')).to.have.length(0)
      const id = recorded.url.pathname.split('/')[2] ?? ''
      const forced = await writer.send(`${world.url}/submissions/${id}/assessments`, {
        _csrf: String(own.$('[name=_csrf]').first().val() ?? ''),
      })
      expect(forced.status).to.equal(403)
      const assessor = await arriveAs(world, cast.facilitators[1]!.key, 'facilitator', assignment.id)
      const { visitor } = assessor
      const queue = await visitor.open(`${course.href}/queue`)
      if (personality === 'canvas') expect(queue.text).to.match(numbered)
      const opened = await visitor.submit(queue, 'form[action$="/assessments"]')
      expect(opened.text).to.contain(seen.text).and.to.contain(seen.seenBy)
      const { rubric } = (await asked())!
      const good = rubric.levels.find(({ meets }) => meets)?.id ?? ''
      const fields = Object.fromEntries(rubric.criteria.map((one) => [`level-${one.id}`, good]))
      const confirm = await visitor.submit(opened, '#judgement-form', { ...fields, next: 'finalisation' })
      expect((await visitor.submit(confirm, '#finalisation-form')).status).to.equal(200)
    })

    it('has the score in the gradebook and the badge, before they come', async () => {
      await world.sendScores()
      expect(world.lms.grade(assignment.id, learner.key)).to.include({ score: 100 })
      const posted = world.lms.requests('scores').map(({ body }) => JSON.stringify(body))
      expect(posted.every((body) => body.includes('startedAt'))).to.equal(true)
      await world.tool.services.badges.awards.finishInterrupted()
      const staff = await signedInStaff(world, new Visitor())
      const awards = await staff.visitor.open(`${world.url}/admin/institutions/${world.institutionId}/awards`)
      expect(awards.text).to.match(personality === 'canvas' ? numbered : new RegExp(learner.name))
    })

    it('is named on every list, also where the LMS keeps the name', async () => {
      const name = personality === 'canvas' ? numbered : new RegExp(learner.name)
      const place = recorded.$('a.back').attr('href') ?? ''
      for (const where of [new URL(place, world.url).href, `${course.href}/score-posts`, course.href])
        expect((await writer.open(where)).text, where).to.match(name)
    })

    it('reads what was recorded when they come', async () => {
      const { page } = await arriveAs(world, learner.key, 'educator', assignment.id)
      expect(page.text).to.contain(seen.text).and.to.contain('Recorded by')
    })
  })
