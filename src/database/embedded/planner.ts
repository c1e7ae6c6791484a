import { type Bounds, boundsFor, type Condition, conditionsOf } from './bounds.js'
import type { Collection, Index } from './catalogue.js'
import { compileFilter } from './filter.js'
import { longestDocumentKey, longestTuple } from './indexKeys.js'
import { sameValue } from './keyEncoding.js'
import { after, type Range } from './storage.js'
import type { SortField } from './sorting.js'
import { type Doc, isDoc } from './values.js'

/** Which entries to read, and whether they come in the order asked for. */
export interface Plan {
  /** None: the documents themselves, by `_id`. */
  index?: Index
  ranges: Range[]
  reverse: boolean
  sorted: boolean
}

/** More combinations of values than this are not worth a range each. */
const mostRanges = 300

/**
 * Chooses how to read the documents that may meet a filter: by the index whose leading fields it fixes best, else
 * (with `limited`) by one that gives the order, else all. Several plans mean: read all of them, each document once.
 */
export function plan(
  collection: Collection,
  filter: Doc,
  sort: readonly SortField[],
  limited: boolean,
): Plan[] {
  const best = bestPlan(collection, conditionsOf(filter), sort, limited)
  if (best && best.score > 0) return [best.plan]
  return planAlternatives(collection, filter) ?? [best?.plan ?? everything(collection, sort)]
}

function everything({ table }: Collection, sort: readonly SortField[]): Plan {
  const byId = sort.length === 1 && sort[0]?.path === '_id'
  return {
    ranges: [{ from: table, to: after(table) }],
    reverse: byId && sort[0]?.descending === true,
    sorted: sort.length === 0 || byId,
  }
}

/** For `$or`: a plan for each alternative, if each has one. */
function planAlternatives(collection: Collection, filter: Doc): Plan[] | undefined {
  const alternatives = filter['$or']
  if (!Array.isArray(alternatives)) return undefined
  const plans: Plan[] = []
  for (const alternative of alternatives) {
    if (!isDoc(alternative)) return undefined
    const best = bestPlan(collection, conditionsOf(alternative), [], false)
    if (!best || best.score === 0) return undefined
    plans.push({ ...best.plan, sorted: false })
  }
  return plans
}

interface Scored {
  plan: Plan
  score: number
}

function bestPlan(
  collection: Collection,
  conditions: readonly Condition[],
  sort: readonly SortField[],
  limited: boolean,
): Scored | undefined {
  let best = planById(collection, conditions, sort)
  for (const index of collection.indexes) {
    if (!covers(index, conditions)) continue
    const candidate = planWith(index, conditions, sort, limited)
    if (candidate && (!best || candidate.score > best.score)) best = candidate
  }
  return best
}

/** Fixed values weigh most, then a range, then having the order for nothing. */
function score(fixed: number, ranged: boolean, sorted: boolean, needed: boolean): number {
  return fixed * 8 + (ranged ? 4 : 0) + (sorted && needed && fixed > 0 ? 5 : sorted && needed ? 1 : 0)
}

function planById(
  { table }: Collection,
  conditions: readonly Condition[],
  sort: readonly SortField[],
): Scored | undefined {
  const bounds = boundsFor(on('_id', conditions), false, false)
  if (!bounds) return undefined
  const ranges = bounds.ranges.map((range) => under(table, range, longestDocumentKey))
  const sorted = sort.length === 0 || (sort.length === 1 && sort[0]?.path === '_id')
  const reverse = sort[0]?.path === '_id' && sort[0].descending
  return {
    plan: { ranges: reverse ? ranges.reverse() : ranges, reverse, sorted },
    score: bounds.exact ? 100 : 4,
  }
}

function on(path: string, conditions: readonly Condition[]): Condition[] {
  return conditions.filter((condition) => condition.path === path)
}

/** As much of a key as one that was shortened keeps: its table and its beginning, without the hash. */
function kept(limit: number): number {
  return 4 + limit - 32
}

/** A range below a prefix; a bound on a long key is widened to the bytes that a shortened one still shares with it. */
function under(prefix: Buffer, { from, to }: Range, limit = longestTuple): Range {
  const [low, high] = [Buffer.concat([prefix, from]), Buffer.concat([prefix, to])]
  return {
    from: low.subarray(0, kept(limit)),
    to: high.length > kept(limit) ? after(high.subarray(0, kept(limit))) : high,
  }
}

/** Whether every document that meets the conditions is in the index. */
function covers(index: Index, conditions: readonly Condition[]): boolean {
  if (index.sparse && !index.fields.some(({ path }) => on(path, conditions).some(requiresValue))) return false
  if (!index.partial) return true
  return conditionsOf(index.partial.filter).every((required) =>
    on(required.path, conditions).some((condition) => implies(condition, required)),
  )
}

/** Whether what meets one condition also meets another on its path. */
function implies(condition: Condition, { operator, operand }: Condition): boolean {
  if (condition.operator === operator && sameValue(condition.operand, operand)) return true
  if (operator === '$exists') return requiresValue(condition)
  if (condition.operator !== '$eq' || condition.operand === null) return false
  return compileFilter({ '': { [operator]: operand } })({ '': condition.operand })
}

function requiresValue({ operator, operand }: Condition): boolean {
  if (operator === '$in') return Array.isArray(operand) && operand.every((one) => one !== null)
  return operand !== null && ['$eq', '$gt', '$gte', '$lt', '$lte'].includes(operator)
}

function planWith(
  index: Index,
  conditions: readonly Condition[],
  sort: readonly SortField[],
  limited: boolean,
): Scored | undefined {
  let prefixes: Buffer[] = [index.table]
  let fixed = 0
  let multikeyUsed = false
  let ranged = false
  let ranges: Range[] | undefined
  for (const { path, descending } of index.fields) {
    const multikey = index.multikey.has(path)
    if (multikey && multikeyUsed) break
    const bounds: Bounds | undefined = boundsFor(on(path, conditions), descending, multikey)
    if (!bounds || prefixes.length * bounds.ranges.length > mostRanges) break
    const next: Range[] = prefixes.flatMap((prefix) => bounds.ranges.map((range) => under(prefix, range)))
    multikeyUsed ||= multikey
    ranges = next
    ranged = !bounds.exact
    if (ranged) break
    fixed += 1
    prefixes = next.map(({ from }) => from)
    if (prefixes.some(({ length }) => length >= kept(longestTuple))) break
  }
  const order = orderOf(index, sort, prefixes.length === 1 ? fixed : 0)
  const sorted =
    sort.length === 0 || (order !== undefined && (prefixes.length === 1 || fixed === 0) && !index.shortened)
  if (!ranges && !(limited && sorted && sort.length > 0 && !index.sparse && !index.partial)) return undefined
  return {
    plan: {
      index,
      ranges: ranges ?? [{ from: index.table, to: after(index.table) }],
      reverse: order === 'backward' && sorted,
      sorted,
    },
    score: ranges ? score(fixed, ranged, sorted, sort.length > 0) : 0,
  }
}

/** Whether reading the index gives the order asked for, when its first `fixed` fields have one value each. */
function orderOf(
  index: Index,
  sort: readonly SortField[],
  fixed: number,
): 'forward' | 'backward' | undefined {
  // A document with an array has its place by the least or greatest element, not by the one that was asked for.
  const pinned = new Set(
    index.fields.slice(0, fixed).flatMap(({ path }) => (index.multikey.has(path) ? [] : [path])),
  )
  const wanted = sort.filter(({ path }) => !pinned.has(path))
  const given = index.fields.slice(fixed)
  if (wanted.length === 0) return 'forward'
  if (wanted.length > given.length) return undefined
  const backward = wanted[0]?.descending !== given[0]?.descending
  const agrees = wanted.every(({ path, descending }, i) => {
    const own = given[i]
    return own?.path === path && !index.multikey.has(path) && (own.descending !== descending) === backward
  })
  if (!agrees || given.some(({ path }) => index.multikey.has(path))) return undefined
  return backward ? 'backward' : 'forward'
}
