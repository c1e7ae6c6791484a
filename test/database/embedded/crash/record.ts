import { createHash } from 'node:crypto'

/** What the writer says on its standard output: that it starts something, and that the store has acknowledged it. */
export type Line =
  | { said: 'acknowledged'; what: 'insert' | 'batch' | 'delete'; id: string }
  | { said: 'starting'; what: 'delete'; id: string }
  | { said: 'starting' | 'acknowledged'; what: 'count'; id: string }

/** A document that tells whether it is whole; `size` characters long. */
export interface Sealed {
  _id: string
  key: string
  batch: string | null
  payload: string
  seal: string
}

export const batchSize = 20

export function sealed(id: string, size: number, batch: string | null = null): Sealed {
  const payload = id.repeat(Math.ceil(size / id.length))
  return { _id: id, key: `key-${id}`, batch, payload, seal: sealOf(id, payload) }
}

export function sealOf(id: string, payload: string): string {
  return createHash('sha1').update(id).update(payload).digest('hex')
}
