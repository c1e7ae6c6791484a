import { BSONRegExp } from 'bson'
import { isOperators } from './filter.js'
import { encodeValue, invert, rank, rankOf } from './keyEncoding.js'
import { after, type Range } from './storage.js'
import { type Doc, isDoc } from './values.js'

/** One condition on one path that a document must meet. */
export interface Condition {
  path: string
  operator: string
  operand: unknown
}

/** The conditions that all must be met; those inside `$or`, `$nor` and `$expr` are not among them. */
export function conditionsOf(filter: Doc): Condition[] {
  return Object.entries(filter).flatMap(([path, operand]): Condition[] => {
    if (path === '$and' && Array.isArray(operand)) return operand.filter(isDoc).flatMap(conditionsOf)
    if (path.startsWith('$')) return []
    if (!isOperators(operand)) return [{ path, operator: '$eq', operand }]
    return Object.entries(operand).map(([operator, inner]) => ({ path, operator, operand: inner }))
  })
}

/** A place in the order of values: before or after all encodings that begin with these bytes. */
interface Edge {
  bytes: Buffer
  past: boolean
}

interface Interval {
  low: Edge
  high: Edge
}

/** Where the values that meet the conditions on one path lie; `exact` when each interval is a single value. */
export interface Bounds {
  exact: boolean
  ranges: Range[]
}

/**
 * The bounds that the conditions on a path give, if any, in the order of an ascending or descending index. They may
 * hold too much: the filter is asked again. In a multikey index only one range may be used, for different elements
 * can meet different conditions.
 */
export function boundsFor(
  conditions: readonly Condition[],
  descending: boolean,
  multikey: boolean,
): Bounds | undefined {
  const points = conditions.map(pointsOf).filter((list) => list !== undefined)
  points.sort((a, b) => a.length - b.length)
  const [fewest] = points
  if (fewest) {
    const distinct = new Map(fewest.map((bytes) => [bytes.toString('latin1'), bytes]))
    const ranges = [...distinct.values()].map((bytes) => toRange(single(bytes), descending))
    return { exact: true, ranges: ranges.sort((a, b) => Buffer.compare(a.from, b.from)) }
  }
  const intervals = conditions.map(intervalOf).filter((interval) => interval !== undefined)
  const [first, ...others] = intervals
  if (!first) return undefined
  const all = multikey ? first : others.reduce(intersect, first)
  return { exact: false, ranges: [toRange(all, descending)] }
}

/** A value whose index entries are the value itself. */
function isPlain(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp) && value !== undefined
}

function pointsOf({ operator, operand }: Condition): Buffer[] | undefined {
  if (operator === '$eq' && isPlain(operand)) return [encodeValue(operand)]
  if (operator !== '$in' || !Array.isArray(operand) || !operand.every(isPlain)) return undefined
  return operand.map(encodeValue)
}

function intervalOf({ operator, operand }: Condition): Interval | undefined {
  const type = rankOf(operand)
  if (!isPlain(operand) || operand === null || type === rank.minKey || type === rank.maxKey) return undefined
  const edge = (past: boolean): Edge => ({ bytes: encodeValue(operand), past })
  const lowest: Edge = { bytes: Buffer.from([type]), past: false }
  const highest: Edge = { bytes: Buffer.from([type]), past: true }
  switch (operator) {
    case '$gt':
      return { low: edge(true), high: highest }
    case '$gte':
      return { low: edge(false), high: highest }
    case '$lt':
      return { low: lowest, high: edge(false) }
    case '$lte':
      return { low: lowest, high: edge(true) }
    default:
      return undefined
  }
}

function single(bytes: Buffer): Interval {
  return { low: { bytes, past: false }, high: { bytes, past: true } }
}

function position({ bytes, past }: Edge): Buffer {
  return past ? after(bytes) : bytes
}

function intersect(a: Interval, b: Interval): Interval {
  const low = Buffer.compare(position(a.low), position(b.low)) >= 0 ? a.low : b.low
  const high = Buffer.compare(position(a.high), position(b.high)) <= 0 ? a.high : b.high
  return { low, high }
}

function toRange({ low, high }: Interval, descending: boolean): Range {
  if (!descending) return { from: position(low), to: position(high) }
  const flip = ({ bytes, past }: Edge): Buffer => position({ bytes: invert(bytes), past: !past })
  return { from: flip(high), to: flip(low) }
}
