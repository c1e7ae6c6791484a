import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import type { JobLeaseStore } from './jobLeaseStore.js'

/** Something done again and again. It must be harmless to run twice: a lease can outlive its process. */
export interface Job {
  name: string
  everyMs: number
  run(): Promise<unknown>
}

/** What a job that fails is told to; the tool's log fits. */
interface FailureLog {
  error(facts: Record<string, unknown>, message: string): void
}

const LEASE_MS = 60_000

/**
 * Runs jobs at their intervals, each in one process at a time however many there are: before a turn the job's lease
 * is taken in the database, while it runs the lease is renewed, and a process that dies loses it within a minute.
 * A job that throws is logged (`job.failed`) and has its next turn as usual.
 */
export function createSchedule(needs: {
  jobs: readonly Job[]
  leases: JobLeaseStore
  clock: Clock
  log: FailureLog
}) {
  const { jobs, leases, clock, log } = needs
  const me = newId()
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, Promise<boolean>>()
  const succeeded = new Map<string, Date>()
  let stopped = true

  const after = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function turn(job: Job): Promise<boolean> {
    if (!(await leases.take(job.name, me, clock.now(), after(LEASE_MS)))) return false
    const renewal = setInterval(() => {
      leases.extend(job.name, me, after(LEASE_MS)).catch(failed(job))
    }, LEASE_MS / 3)
    try {
      await job.run()
      succeeded.set(job.name, clock.now())
    } finally {
      clearInterval(renewal)
      await leases.extend(job.name, me, after(job.everyMs))
    }
    return true
  }

  const failed = (job: Job) => (err: unknown) => {
    log.error({ code: 'job.failed', job: job.name, err }, 'job failed')
    return false
  }

  function plan(job: Job): void {
    if (stopped) return
    const timer = setTimeout(() => {
      const run = turn(job).catch(failed(job))
      running.set(job.name, run)
      void run.then(() => {
        running.delete(job.name)
        plan(job)
      })
    }, job.everyMs)
    timer.unref()
    timers.set(job.name, timer)
  }

  return {
    /** Begins; the first turn of each job comes after its interval. */
    start(): void {
      if (!stopped) return
      stopped = false
      jobs.forEach(plan)
    },
    /** Begins no further turn and waits for those under way. */
    async stop(): Promise<void> {
      stopped = true
      timers.forEach((timer) => {
        clearTimeout(timer)
      })
      await Promise.all(running.values())
    },
    /** When each job last ended well in this process; those that have not are left out. */
    lastSuccesses: (): ReadonlyMap<string, Date> => succeeded,
    /** One turn now, if nobody else is at it: true when it ran. Throws for an unknown name and what the job throws. */
    async runNow(name: string): Promise<boolean> {
      const job = jobs.find((each) => each.name === name)
      if (!job) throw new Error(`no job is called ${name}`)
      return turn(job)
    },
  }
}
