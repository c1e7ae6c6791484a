import { parentPort } from 'node:worker_threads'
import { hashData } from './canonical.js'
import type { JsonObject } from './json.js'

/** The thread in which documents from strangers are canonicalized: it may be ended at any moment without harm. */
export interface HashTask {
  id: number
  credential: JsonObject
  proof: JsonObject
}

export type HashAnswer = { id: number; data: Uint8Array } | { id: number; error: string }

parentPort?.on('message', ({ id, credential, proof }: HashTask) => {
  parentPort?.postMessage('begun')
  hashData(credential, proof).then(
    (data) => parentPort?.postMessage({ id, data } satisfies HashAnswer),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies HashAnswer),
  )
})
