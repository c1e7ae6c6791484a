import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect } from 'chai'
import { systemClock, type Clock } from '../../src/clock/clock.js'
import type { ScoreChange } from '../../src/gradebook/scorePost.js'
import { cast } from '../../src/practiceLms/cast.js'
import { projectRoot } from '../../src/projectRoot.js'
import { startTool } from '../../src/tool.js'
import { createLogger } from '../../src/web/log.js'
import { startWorld, type World } from '../support/world.js'

const learners = cast.educators.slice(10, 22)

/** A clock that can be moved ahead of the machine's, so that leases of the dead run out at once. */
function shiftedClock(): Clock & { shiftMs: number } {
  const clock = {
    shiftMs: 0,
    now: () => new Date(systemClock.now().getTime() + clock.shiftMs),
  }
  return clock
}

describe('a tool that is killed while it sends scores', function () {
  this.timeout(90_000)
  const clock = shiftedClock()
  let world: World
  let assignment: { id: string }

  before(async () => {
    world = await startWorld({ clock })
    assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
    for (const { key } of learners) {
      await world.launch(key, { assignment: assignment.id })
      await world.tool.services.scores.enqueue(await changeFor(key))
    }
    await world.tool.close()
  })
  after(async () => {
    await world.close()
  })

  async function changeFor(key: string): Promise<ScoreChange> {
    const { services } = world.tool
    const { institutionId, registrationId } = world
    const personId = (await services.people.known(registrationId, world.lms.userId(key))) ?? ''
    const [enrolment] = await services.cohorts.cohortsOf(institutionId, personId)
    const cohortId = enrolment?.cohortId ?? ''
    const [one] = await services.assignments.list(institutionId, cohortId)
    const at = clock.now()
    return {
      key: `test:${key}`,
      institutionId,
      cohortId,
      assignmentId: one?.id ?? '',
      personId,
      kind: 'finalised',
      at,
      score: { given: 75, maximum: 100 },
      comment: 'Not yet: 3 of 4 criteria are met.',
      submittedAt: at,
      submissionPath: '/',
    }
  }

  /** Runs the real program until the LMS has heard of some scores, then kills it without warning. */
  async function runAndKill(): Promise<void> {
    const heard = world.lms.requests('scores').length
    const child: ChildProcess = spawn(process.execPath, [path.join(projectRoot, 'dist/src/server.js')], {
      env: { ...process.env, ...world.environment },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    for (let turn = 0; turn < 200 && world.lms.requests('scores').length < heard + 2; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    child.kill('SIGKILL')
    await ended
    expect(world.lms.requests('scores').length).to.be.greaterThan(heard)
  }

  it('loses none and doubles none', async () => {
    world.lms.setFault('scores', { kind: 'slow', delayMilliseconds: 150 })
    await runAndKill()
    world.lms.clearFaults()
    world.lms.setFault('scores', { kind: 'resetAfter', times: 3 })
    clock.shiftMs += 10 * 60_000
    const again = await startTool(world.config, { clock, jobs: false, logger: createLogger('silent') })
    try {
      for (let turn = 0; turn < 20 && (await again.services.scores.openCount()) > 0; turn += 1) {
        await again.services.sendDue()
        clock.shiftMs += 15 * 60_000
      }
      expect(await again.services.scores.openCount()).to.equal(0)
    } finally {
      await again.close()
    }
    for (const { key } of learners) expect(world.lms.grade(assignment.id, key)?.score, key).to.equal(75)
    const timestamps = world.lms
      .requests('scores')
      .map(({ body }) => JSON.parse(body ?? '{}') as { userId: string; timestamp: string })
    const perLearner = new Map(timestamps.map(({ userId, timestamp }) => [`${userId} ${timestamp}`, userId]))
    expect(perLearner.size).to.equal(learners.length)
  })
})
