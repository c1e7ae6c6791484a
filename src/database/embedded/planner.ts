import { type Bounds, boundsFor, type Condition, conditionsOf } from './bounds.js'
import type { Collection, Index } from './catalogue.js'
import { longestDocumentKey, longestTuple } from './indexKeys.js'
import { plant, splitPath } from './paths.js'
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

/** Keys longer than `limit` are kept shortened, so a bound on one is widened to the bytes they still share. */
function under(prefix: Buffer, { from, to }: Range, limit = longestTuple): Range {
  const kept = prefix.length + limit - 32
  const [low, high] = [Buffer.concat([prefix, from]), Buffer.concat([prefix, to])]
  return {
    from: low.length > kept ? low.subarray(0, kept) : low,
    to: high.length > kept ? after(high.subarray(0, kept)) : high,
  }
}

/** Whether every document that meets the conditions is in the index. */
function covers(index: Index, conditions: readonly Condition[]): boolean {
  if (index.sparse && !index.fields.some(({ path }) => on(path, conditions).some(requiresValue))) return false
  if (!index.partial) return true
  const fixed: Doc = {}
  for (const { path, operator, operand } of conditions) {
    if (operator === '$eq' && operand !== null) plant(fixed, splitPath(path), operand)
  }
  const { filter, matches } = index.partial
  if (matches(fixed)) return true
  return conditionsOf(filter).every((required) =>
    conditions.some((condition) => JSON.stringify(condition) === JSON.stringify(required)),
  )
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
  const pinned = new Set(index.fields.slice(0, fixed).map(({ path }) => path))
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
