import { expect } from 'chai'
import { type Collection, makeIndex } from '../../../src/database/embedded/catalogue.js'
import { plan } from '../../../src/database/embedded/planner.js'
import { parseSort } from '../../../src/database/embedded/sorting.js'
import type { Doc } from '../../../src/database/embedded/values.js'

const table = (number: number) => Buffer.from([0, 0, 0, number])

/** A collection with an index for each key; arrays have been seen at `tags`. */
const collection: Collection = {
  table: table(1),
  database: 'd',
  name: 'c',
  options: {},
  indexes: [
    makeIndex({ name: 'email', key: { email: 1 }, unique: true }, table(2)),
    makeIndex({ name: 'cohort+state', key: { cohort: 1, state: 1, at: -1 } }, table(3)),
    makeIndex({ name: 'at', key: { at: 1 } }, table(4)),
    makeIndex({ name: 'tags', key: { tags: 1, at: 1 } }, table(5), ['tags']),
    makeIndex({ name: 'phone', key: { phone: 1 }, sparse: true }, table(6)),
    makeIndex({ name: 'open', key: { due: 1 }, partialFilterExpression: { state: 'open' } }, table(7)),
  ],
}

interface Case {
  filter: Doc
  sort?: Doc
  limited?: boolean
  /** Index names, `_id`, or `all` for reading everything. */
  reads: string
  ranges?: number
  sorted?: boolean
  reverse?: boolean
}

const cases: Record<string, Case> = {
  'a unique key': { filter: { email: 'a' }, reads: 'email', ranges: 1 },
  'an _id before any index': { filter: { _id: 'x', email: 'a' }, reads: '_id', ranges: 1 },
  'several values': { filter: { email: { $in: ['a', 'b', 'a'] } }, reads: 'email', ranges: 2 },
  'leading fields and a range': { filter: { cohort: 'c', state: { $gt: 'a' } }, reads: 'cohort+state' },
  'a product of values': {
    filter: { cohort: { $in: [1, 2] }, state: { $in: [1, 2, 3] } },
    reads: 'cohort+state',
    ranges: 6,
  },
  'conditions inside $and': {
    filter: { $and: [{ cohort: 'c' }, { state: 's' }] },
    reads: 'cohort+state',
    ranges: 1,
  },
  'the order after fixed fields': {
    filter: { cohort: 'c', state: 's' },
    sort: { at: -1 },
    reads: 'cohort+state',
    sorted: true,
    reverse: false,
  },
  'the same backwards': {
    filter: { cohort: 'c', state: 's' },
    sort: { at: 1 },
    reads: 'cohort+state',
    sorted: true,
    reverse: true,
  },
  'an order that an index does not give': {
    filter: { cohort: 'c' },
    sort: { at: 1 },
    reads: 'cohort+state',
    sorted: false,
  },
  'no order from several ranges': {
    filter: { cohort: { $in: [1, 2] } },
    sort: { state: 1 },
    reads: 'cohort+state',
    sorted: false,
  },
  'an order for the first few': {
    filter: {},
    sort: { at: -1 },
    limited: true,
    reads: 'at',
    sorted: true,
    reverse: true,
  },
  'everything when all must be sorted': { filter: {}, sort: { at: -1 }, reads: 'all', sorted: false },
  'one element of an array': { filter: { tags: 'x' }, reads: 'tags', ranges: 1 },
  'the order by _id': { filter: {}, sort: { _id: -1 }, reads: 'all', sorted: true, reverse: true },
  'a sparse index for a value': { filter: { phone: '1' }, reads: 'phone' },
  'no sparse index for null': { filter: { phone: null }, reads: 'all' },
  'a partial index when its condition is met': { filter: { due: { $lt: 5 }, state: 'open' }, reads: 'open' },
  'no partial index for another state': { filter: { due: { $lt: 5 }, state: 'shut' }, reads: 'all' },
  'no order by an array from one of its elements': {
    filter: { tags: 'x' },
    sort: { tags: 1 },
    reads: 'tags',
    sorted: false,
  },
  'the order after one element of an array': {
    filter: { tags: 'x' },
    sort: { at: 1 },
    reads: 'tags',
    sorted: true,
  },
  'no partial index otherwise': { filter: { due: { $lt: 5 } }, reads: 'all' },
  'each alternative of $or': { filter: { $or: [{ email: 'a' }, { at: { $gt: 1 } }] }, reads: 'email, at' },
  'everything when one alternative has no index': {
    filter: { $or: [{ email: 'a' }, { other: 1 }] },
    reads: 'all',
  },
  'everything for $ne': { filter: { email: { $ne: 'a' } }, reads: 'all' },
}

describe('the planner of the embedded store reads', () => {
  for (const [name, { filter, sort, limited = false, reads, ranges, sorted, reverse }] of Object.entries(
    cases,
  )) {
    it(name, () => {
      const plans = plan(collection, filter, parseSort(sort), limited)
      const [first] = plans
      const whole = (one: (typeof plans)[number]) =>
        one.ranges.length === 1 && one.ranges[0]?.from.length === 4
      expect(plans.map((one) => one.index?.name ?? (whole(one) ? 'all' : '_id')).join(', ')).to.equal(reads)
      if (ranges !== undefined) expect(first?.ranges).to.have.length(ranges)
      if (sorted !== undefined) expect(first?.sorted).to.equal(sorted)
      if (reverse !== undefined) expect(first?.reverse).to.equal(reverse)
    })
  }
})
