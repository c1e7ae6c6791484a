import { Worker } from 'node:worker_threads'
import type { HashData } from './canonical.js'
import type { HashAnswer, HashTask } from './hashWorker.js'

/** `hashData` for documents from strangers, and the way to end its thread. */
export interface HashThread {
  hashData: HashData
  close(): Promise<void>
}

interface Waiting {
  resolve(data: Uint8Array): void
  reject(error: Error): void
}

/**
 * Canonicalization in a thread of its own: it blocks for milliseconds at best, and a document may be built to make it long. Tasks run one
 * at a time; one that passes the deadline or exhausts its memory ends the thread, and the next gets a fresh one.
 * `hashData` rejects with `deadline` when cut off and `busy` when too many wait.
 * @param deadlineMs how long one document may take
 */
export function createHashThread(deadlineMs = 4000, mostWaiting = 100): HashThread {
  let worker: Worker | null = null
  let current: { task: HashTask; waiting: Waiting; timer?: NodeJS.Timeout } | null = null
  let nextId = 1
  const queue: { task: HashTask; waiting: Waiting }[] = []

  const start = () => {
    const fresh = new Worker(new URL('./hashWorker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 },
    })
    fresh.on('message', (answer: HashAnswer | 'begun') => {
      if (answer === 'begun') {
        // A slow machine may take seconds to load the libraries; the deadline is for the document alone.
        if (current) current.timer = setTimeout(() => void fresh.terminate(), deadlineMs)
        return
      }
      if (answer.id === current?.task.id) settle('data' in answer ? answer.data : new Error(answer.error))
    })
    fresh.on('error', () => drop(fresh))
    fresh.on('exit', () => drop(fresh))
    fresh.unref()
    return fresh
  }

  const drop = (ended: Worker) => {
    if (worker !== ended) return
    worker = null
    if (current) settle(new Error('deadline'))
  }

  const settle = (outcome: Uint8Array | Error) => {
    if (!current) return
    clearTimeout(current.timer)
    const { waiting } = current
    current = null
    if (outcome instanceof Error) waiting.reject(outcome)
    else waiting.resolve(outcome)
    next()
  }

  const next = () => {
    const first = current ? undefined : queue.shift()
    if (!first) {
      worker?.unref()
      return
    }
    worker ??= start()
    worker.ref()
    current = { ...first }
    worker.postMessage(first.task)
  }

  return {
    hashData: (credential, proof) =>
      new Promise((resolve, reject) => {
        if (queue.length >= mostWaiting) return reject(new Error('busy'))
        queue.push({ task: { id: nextId++, credential, proof }, waiting: { resolve, reject } })
        next()
      }),
    close: async () => {
      const ending = worker
      await ending?.terminate()
    },
  }
}
