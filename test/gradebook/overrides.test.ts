import { expect } from 'chai'
import { fixedClock, type FixedClock } from '../../src/clock/clock.js'
import type { CastMember } from '../../src/practiceLms/cast.js'
import { startWorld, type World } from '../support/world.js'
import { learners, openCourse, teacher, type Course } from './course.js'

/** One whose pages are in English, and three others. */
const first = learners.find(({ locale }) => locale.startsWith('en'))!
const [second, third, fourth] = learners.filter((learner) => learner !== first) as [
  CastMember,
  CastMember,
  CastMember,
]

for (const personality of ['moodle', 'canvas'] as const)
  describe(`a grade that a teacher sets in ${personality}`, () => {
    let world: World
    let course: Course
    let clock: FixedClock

    before(async () => {
      clock = fixedClock(new Date())
      world = await startWorld({ personality, clock })
      course = await openCourse(world)
      for (const learner of learners)
        await world.tool.services.scores.enqueue(course.score(learner, `first:${learner.key}`, 75))
      await world.tool.services.sendDue()
    })
    beforeEach(() => {
      clock.advance(3_600_000)
      world.lms.clearRequests()
    })
    after(() => world.close())

    const later = async (ms: number) => {
      clock.advance(ms)
      await world.tool.services.sendDue()
    }
    const readBack = async () => {
      clock.advance(25 * 3_600_000)
      await world.tool.services.results.readDue()
    }
    const ledger = async (show: string) => {
      await world.launch(teacher.key, { assignment: course.assignment, visitor: course.facilitator })
      return course.facilitator.open(`${course.ledger}?show=${show}`)
    }
    const posted = () => world.lms.requests('scores').length

    it('is no news as long as it is what we sent, and the whole column is asked for in few requests', async () => {
      await readBack()
      expect((await ledger('lms')).$('.card')).to.have.length(0)
      expect(world.lms.requests('results')).to.have.length(1)
    })

    it('is shown in the ledger, to the educator and in the grid, with when it was seen', async () => {
      world.lms.overrideGrade(course.lineItemId, first.key, 90, 'Spoken about in class')
      await readBack()
      const page = await ledger('lms')
      expect(page.text).to.contain(first.name).and.to.contain('The LMS shows 90 of 100')
      expect(page.text).to.contain('Spoken about in class')
      const { page: mine } = await world.launch(first.key, { assignment: course.assignment })
      expect(mine.text).to.contain('The gradebook of your course shows 90 of 100.')
      expect((await world.launch(second.key, { assignment: course.assignment })).page.text).not.to.contain(
        'shows 90',
      )
    })

    it('is never fought: a new score waits until a facilitator says so', async () => {
      await world.tool.services.scores.enqueue(course.score(first, 'second:first', 100))
      for (let minute = 0; minute < 5; minute += 1) await later(60_000)
      expect(posted()).to.equal(0)
      expect(course.grade(first)).to.include({ score: 90, by: 'teacher' })
      const page = await ledger('mend')
      expect(page.text).to.contain('Somebody set another grade in the LMS. We leave it alone.')
      const again = await course.facilitator.submit(page, 'form[action$="/confirmation"]')
      expect(again.text).to.contain('On its way again')
      await later(5_000)
      expect(posted()).to.equal(1)
      // Canvas takes a score that a person confirmed; Moodle keeps its teacher's whatever a tool sends (observed in Moodle 4.5).
      expect(course.grade(first)?.score).to.equal(personality === 'canvas' ? 100 : 90)
      await later(60_000)
      expect(posted(), 'and is not tried again').to.equal(1)
      expect((await ledger('lms')).$('.card')).to.have.length(personality === 'canvas' ? 0 : 1)
    })

    it('is found in time even when it was set a moment ago and nobody has read it', async () => {
      world.lms.overrideGrade(course.lineItemId, third.key, 60)
      await world.tool.services.scores.enqueue(course.score(third, 'second:third', 100))
      await later(5_000)
      expect(posted()).to.equal(0)
      expect(course.grade(third)).to.include({ score: 60, by: 'teacher' })
    })

    it('gives way by itself when it is taken back there', async () => {
      world.lms.overrideGrade(course.lineItemId, third.key, 75)
      await readBack()
      await later(120_000)
      expect(posted()).to.equal(1)
    })

    it('may be an empty one: that is left alone too', async () => {
      world.lms.overrideGrade(course.lineItemId, fourth.key, null)
      await readBack()
      expect((await ledger('lms')).text).to.contain('Somebody emptied this grade in the LMS')
    })

    it('is read when a facilitator asks, and a platform that does not answer is said to', async () => {
      world.lms.overrideGrade(course.lineItemId, second.key, 10)
      const read = await course.facilitator.submit(await ledger('all'), 'form[action$="/result-reading"]')
      expect(read.text).to.contain('The gradebook was read.').and.to.contain(second.name)
      world.lms.setFault('results', { kind: 'unavailable', times: 2 })
      const unread = await course.facilitator.submit(await ledger('all'), 'form[action$="/result-reading"]')
      expect(unread.text).to.contain('did not let us read')
    })
  })
