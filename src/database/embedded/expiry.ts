import { boundsFor } from './bounds.js'
import type { Collection, Index } from './catalogue.js'
import type { Documents } from './documents.js'

/** Documents removed in one transaction, so that clients need not wait long. */
const mostAtOnce = 1000

/** Removes the documents that TTL indexes have let expire by `now`. */
export function removeExpired(documents: Documents, now: Date): void {
  for (const collection of documents.catalogue.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue
      const before = new Date(now.getTime() - index.expireAfterSeconds * 1000)
      while (removeSome(documents, collection, index, before) === mostAtOnce);
    }
  }
}

function removeSome(documents: Documents, collection: Collection, index: Index, before: Date): number {
  const keys = new Map<string, Buffer>()
  const [field] = index.fields
  if (!field) return 0
  const due = { path: field.path, operator: '$lte', operand: before }
  for (const { from, to } of boundsFor([due], field.descending, true)?.ranges ?? []) {
    const range = { from: Buffer.concat([index.table, from]), to: Buffer.concat([index.table, to]) }
    for (const { value } of documents.storage.scan(range)) {
      keys.set(value.toString('latin1'), value)
      if (keys.size === mostAtOnce) break
    }
  }
  if (keys.size > 0) {
    documents.storage.write(() => {
      for (const key of keys.values()) {
        const row = documents.get(collection, key)
        if (row) documents.remove(collection, row)
      }
    })
  }
  return keys.size
}
