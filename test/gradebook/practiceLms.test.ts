import { expect } from 'chai'
import { fixedClock, type FixedClock } from '../../src/clock/clock.js'
import type { Fault } from '../../src/practiceLms/faults.js'
import { startWorld, type World } from '../support/world.js'
import { learners, openCourse, type Course } from './course.js'

for (const personality of ['moodle', 'canvas'] as const)
  describe(`scores and a ${personality} with faults`, () => {
    let world: World
    let course: Course
    let clock: FixedClock
    let count = 0

    before(async function () {
      this.timeout(60_000)
      clock = fixedClock(new Date())
      world = await startWorld({ personality, clock })
      course = await openCourse(world)
    })
    beforeEach(() => {
      world.lms.clearFaults()
      world.lms.clearRequests()
      clock.advance(2 * 3_600_000)
    })
    after(() => world.close())

    const { services } = { services: () => world.tool.services }
    const later = async (ms: number) => {
      clock.advance(ms)
      await services().sendDue()
    }
    /** One new score for each learner; answers how it should stand in the gradebook. */
    const enqueue = async (): Promise<number> => {
      count += 1
      for (const learner of learners)
        await services().scores.enqueue(
          course.score(learner, `${personality}:${learner.key}:${String(count)}`, 40 + count),
        )
      return 40 + count
    }
    const standing = () => learners.map((learner) => course.grade(learner)?.score)
    const taken = () =>
      world.lms.requests('scores').filter(({ status }) => typeof status === 'number' && status < 300).length

    const faults: [string, Fault][] = [
      ['answers 503', { kind: 'unavailable', times: 3 }],
      ['answers 429 with Retry-After', { kind: 'tooMany', times: 2, retryAfterSeconds: 120 }],
      ['cuts the line before anything happened', { kind: 'reset', times: 3 }],
      ['calls a good token expired', { kind: 'unauthorized', times: 1 }],
    ]
    for (const [name, fault] of faults)
      it(`${name}: every score arrives, once`, async function () {
        this.timeout(60_000)
        const expected = await enqueue()
        world.lms.setFault('scores', fault)
        for (let minute = 0; minute < 8; minute += 1) await later(60_000)
        expect(standing()).to.deep.equal(learners.map(() => expected))
        expect(taken()).to.equal(learners.length)
      })

    it('takes scores whose answers were lost: found there, not doubled', async function () {
      this.timeout(60_000)
      const expected = await enqueue()
      world.lms.setFault('scores', { kind: 'resetAfter', times: 3 })
      for (let minute = 0; minute < 8; minute += 1) await later(60_000)
      expect(standing()).to.deep.equal(learners.map(() => expected))
      expect(await services().scores.openCount()).to.equal(0)
    })

    it('is down for an hour: nothing lost, nothing doubled, and little asked meanwhile', async function () {
      this.timeout(60_000)
      const expected = await enqueue()
      world.lms.setFault('scores', { kind: 'unavailable' })
      for (let minute = 0; minute < 60; minute += 1) await later(60_000)
      expect(world.lms.requests('scores').length).to.be.lessThan(400)
      world.lms.clearFaults()
      world.lms.clearRequests()
      for (let minute = 0; minute < 13; minute += 1) await later(60_000)
      expect(standing()).to.deep.equal(learners.map(() => expected))
      expect(taken()).to.equal(learners.length)
    })

    it('revokes every token it gave: new ones are fetched and nothing is lost', async () => {
      await enqueue()
      await services().sendDue()
      world.lms.revokeTokens()
      world.lms.clearRequests()
      const expected = await enqueue()
      for (let turn = 0; turn < 3; turn += 1) await later(10_000)
      expect(standing()).to.deep.equal(learners.map(() => expected))
    })
  })
