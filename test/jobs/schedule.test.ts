import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { createJobLeaseStore } from '../../src/jobs/jobLeaseStore.js'
import { createSchedule, type Job } from '../../src/jobs/schedule.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

describe('jobs', () => {
  const clock = fixedClock('2026-03-02T09:00:00Z')
  const failures: Record<string, unknown>[] = []
  let database: TestDatabase
  let leases: ReturnType<typeof createJobLeaseStore>

  before(async () => {
    database = await openTestDatabase()
    leases = createJobLeaseStore(database.connection)
    await database.migrate()
  })
  beforeEach(() => database.clear())
  after(() => database.close())

  const process = (...jobs: Job[]) =>
    createSchedule({ jobs, leases, clock, log: { error: (facts) => failures.push(facts) } })

  it('run in one of ten processes at a time, and again when their interval has gone by', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const job: Job = {
      name: 'count',
      everyMs: 5_000,
      run: async () => {
        runs += 1
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 30))
        running -= 1
      },
    }
    const processes = Array.from({ length: 10 }, () => process(job))
    const turn = () => Promise.all(processes.map((each) => each.runNow('count')))
    expect((await turn()).filter(Boolean).length).to.equal(1)
    expect((await turn()).filter(Boolean).length).to.equal(0)
    clock.advance(5_000)
    expect((await turn()).filter(Boolean).length).to.equal(1)
    expect([most, runs]).to.deep.equal([1, 2])
  })

  it('are taken over within a minute from a process that died while running them', async () => {
    let first = true
    const job: Job = {
      name: 'die',
      everyMs: 1_000,
      run: () => (first ? new Promise(() => undefined) : Promise.resolve()),
    }
    void process(job).runNow('die')
    await new Promise((resolve) => setTimeout(resolve, 50))
    first = false
    const survivor = process(job)
    expect(await survivor.runNow('die')).to.equal(false)
    clock.advance(60_000)
    expect(await survivor.runNow('die')).to.equal(true)
  })

  it('go on after a turn that failed, which is logged, and none begins after stop', async () => {
    let runs = 0
    const job: Job = {
      name: 'fail',
      everyMs: 10,
      run: () => {
        runs += 1
        return Promise.reject(new Error('no luck'))
      },
    }
    const schedule = process(job)
    schedule.start()
    while (runs < 3) {
      clock.advance(10)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await schedule.stop()
    const stopped = runs
    clock.advance(1_000)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(runs).to.equal(stopped)
    expect(failures[0]).to.include({ code: 'job.failed', job: 'fail' })
  })
})
