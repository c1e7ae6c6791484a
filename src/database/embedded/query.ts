import type { Collection } from './catalogue.js'
import type { Documents, Row } from './documents.js'
import type { Matcher } from './filter.js'
import type { Position } from './paths.js'
import { type Plan, plan } from './planner.js'
import { type SortField, sortDocuments } from './sorting.js'
import { type Doc, parse } from './values.js'

/** A document that met a filter, and where in an array it did. */
export interface Match extends Row {
  position: Position
}

/** What is asked of a collection: `filter` for the planner, `matches` for each document. */
export interface Query {
  filter: Doc
  matches: Matcher
  sort: readonly SortField[]
  skip?: number
  /** 0 or undefined: all. */
  limit?: number
}

/** The documents that meet a query, in its order, read as they are asked for where an index or no order allows it. */
export function* select(
  documents: Documents,
  collection: Collection | undefined,
  query: Query,
): Generator<Match> {
  if (!collection) return
  const { sort, skip = 0, limit = 0 } = query
  const plans = plan(collection, query.filter, sort, limit > 0)
  const found = matching(documents, collection, query, plans)
  const sorted = sort.length === 0 || (plans.length === 1 && plans[0]?.sorted)
  const inOrder = sorted ? found : sortDocuments([...found], sort, ({ doc }) => doc)
  let passed = 0
  for (const match of inOrder) {
    passed += 1
    if (passed <= skip) continue
    yield match
    if (limit > 0 && passed >= skip + limit) return
  }
}

function* matching(
  documents: Documents,
  collection: Collection,
  { matches }: Query,
  plans: Plan[],
): Generator<Match> {
  const manyEntries = plans.length > 1 || plans.some(({ index }) => index && index.multikey.size > 0)
  const seen = manyEntries ? new Set<string>() : undefined
  for (const one of plans) {
    for (const row of rowsOf(documents, collection, one)) {
      if (seen) {
        const name = row.key.toString('latin1')
        if (seen.has(name)) continue
        seen.add(name)
      }
      const position: Position = {}
      if (matches(row.doc, position)) yield { ...row, position }
    }
  }
}

function* rowsOf(
  { storage }: Documents,
  collection: Collection,
  { index, ranges, reverse }: Plan,
): Generator<Row> {
  for (const range of ranges) {
    for (const { key, value } of storage.scan(range, reverse)) {
      if (!index) yield { key: key.subarray(collection.table.length), bytes: value, doc: parse(value) }
      else {
        const bytes = storage.get(Buffer.concat([collection.table, value]))
        if (bytes) yield { key: value, bytes, doc: parse(bytes) }
      }
    }
  }
}
