import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromMedia } from './mediaProcess.js'
import type { MediaAnswer, MediaTask } from './mediaTask.js'

/** Where uploaded pictures and documents are decoded, away from everything else. */
export interface Workshop {
  /** Does one task. Never rejects: what cannot be done, or not in time, is answered. */
  work(task: MediaTask): Promise<MediaAnswer>
  close(): void
}

interface Limits {
  /** How long one task may take, once begun. */
  deadlineMs: number
  /** How many work at once, each in a process of its own. */
  lanes: number
  mostWaiting: number
  /** How long a process without work is kept. */
  idleMs: number
}

const usual: Limits = { deadlineMs: 20_000, lanes: 2, mostWaiting: 500, idleMs: 20_000 }

interface Waiting {
  task: MediaTask
  answer(given: MediaAnswer): void
}

/**
 * Opens the workshop. Its processes start when there is work, get nothing of our environment, take one task at a time,
 * and are killed when a task runs over; the next task gets a fresh one.
 */
export function openWorkshop(limits: Partial<Limits> = {}): Workshop {
  const { deadlineMs, lanes, mostWaiting, idleMs } = { ...usual, ...limits }
  const queue: Waiting[] = []
  const idle: Lane[] = []
  const all = new Set<Lane>()

  const next = (): void => {
    while (queue.length > 0) {
      const lane = idle.pop() ?? (all.size < lanes ? fresh() : null)
      const waiting = lane ? queue.shift() : undefined
      if (!lane || !waiting) return
      lane.take(waiting)
    }
  }
  const fresh = (): Lane => {
    const lane = openLane({
      deadlineMs,
      idleMs,
      free: () => {
        idle.push(lane)
        next()
      },
      ended: () => {
        all.delete(lane)
        if (idle.includes(lane)) idle.splice(idle.indexOf(lane), 1)
        next()
      },
    })
    all.add(lane)
    return lane
  }

  return {
    work: (task) =>
      new Promise((answer) => {
        if (queue.length >= mostWaiting) return answer({ ok: false, code: 'busy' })
        queue.push({ task, answer })
        next()
      }),
    close: () => {
      for (const { answer } of queue.splice(0)) answer({ ok: false, code: 'busy' })
      for (const lane of all) lane.kill()
    },
  }
}

interface Lane {
  take(waiting: Waiting): void
  kill(): void
}

/** One process and the task it is at. */
function openLane(hooks: { deadlineMs: number; idleMs: number; free(): void; ended(): void }): Lane {
  const child: ChildProcess = fork(fileURLToPath(new URL('./mediaProcess.js', import.meta.url)), {
    env: {},
    execArgv: ['--max-old-space-size=256'],
    stdio: 'ignore',
  })
  let current: Waiting | null = null
  let timer: NodeJS.Timeout | undefined
  const kill = (): void => void child.kill('SIGKILL')
  const settle = (answer: MediaAnswer): void => {
    clearTimeout(timer)
    const settled = current
    current = null
    settled?.answer(answer)
  }
  child.on('message', (word: FromMedia) => {
    if (word === 'ready') return
    if (word === 'begun') {
      timer = setTimeout(kill, hooks.deadlineMs)
      return
    }
    settle(word)
    // A process without work must not keep ours from ending.
    child.unref()
    child.channel?.unref()
    timer = setTimeout(kill, hooks.idleMs).unref()
    hooks.free()
  })
  child.on('error', kill)
  child.on('exit', () => {
    settle({ ok: false, code: 'unreadable' })
    hooks.ended()
  })
  return {
    take(waiting) {
      clearTimeout(timer)
      current = waiting
      child.ref()
      child.channel?.ref()
      child.send(waiting.task)
    },
    kill,
  }
}
