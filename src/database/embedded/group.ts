import { Long } from 'bson'
import type { Stage } from './aggregate.js'
import { CommandError } from './commandError.js'
import { compileExpression, type Evaluate, rareAccumulator } from './expressions.js'
import { compareValues, identity } from './keyEncoding.js'
import { type Doc, isDoc, isNumeric, setField } from './values.js'

/** Takes the values of a group's documents one by one and gives what they come to. */
export interface Accumulator {
  add(value: unknown): void
  result(): unknown
}

const accumulators: Record<string, () => Accumulator> = {
  $sum: () => {
    let total: number | bigint = 0
    return {
      add: (value) => {
        if (value instanceof Long) total = BigInt(total) + value.toBigInt()
        else if (typeof value === 'number' && typeof total === 'bigint') total = Number(total) + value
        else if (isNumeric(value)) total = Number(total) + Number(value.toString())
      },
      result: () => (typeof total === 'bigint' ? Long.fromBigInt(total) : total),
    }
  },
  $avg: () => {
    let total = 0
    let count = 0
    return {
      add: (value) => {
        if (!isNumeric(value)) return
        total += Number(value.toString())
        count += 1
      },
      result: () => (count === 0 ? null : total / count),
    }
  },
  $min: () => extreme((order) => order < 0),
  $max: () => extreme((order) => order > 0),
  $first: () => {
    let first: unknown
    let any = false
    return {
      add: (value) => {
        if (!any) first = value
        any = true
      },
      result: () => first ?? null,
    }
  },
  $last: () => {
    let last: unknown
    return { add: (value) => void (last = value), result: () => last ?? null }
  },
  $push: () => {
    const all: unknown[] = []
    return { add: (value) => void (value !== undefined && all.push(value)), result: () => all }
  },
  $addToSet: () => {
    const all = new Map<string, unknown>()
    return {
      add: (value) => {
        if (value !== undefined && !all.has(identity(value))) all.set(identity(value), value)
      },
      result: () => [...all.values()],
    }
  },
  $mergeObjects: () => {
    const merged: Doc = {}
    return {
      add: (value) => {
        if (value === undefined || value === null) return
        if (!isDoc(value)) throw new CommandError(40400, '$mergeObjects requires object inputs')
        for (const [name, inner] of Object.entries(value)) setField(merged, name, inner)
      },
      result: () => merged,
    }
  },
  $count: () => {
    let count = 0
    return { add: () => void (count += 1), result: () => count }
  },
}

/** Keeps the rows of a group for an accumulator that wants them all. */
function atOnce(accumulate: (rows: Doc[]) => unknown): Accumulator {
  const rows: Doc[] = []
  return { add: (row) => void rows.push(row as Doc), result: () => accumulate(rows) }
}

function extreme(better: (order: number) => boolean): Accumulator {
  let best: unknown
  return {
    add: (value) => {
      if (value === undefined || value === null) return
      if (best === undefined || better(compareValues(value, best))) best = value
    },
    result: () => best ?? null,
  }
}

interface Output {
  name: string
  make: () => Accumulator
  evaluate: Evaluate
}

/**
 * `$group`: one document for each different `_id`, which `given` may compute instead. Throws `CommandError` 15955 without `_id`, 40234 for a field that
 * is no accumulator, 15952 that names an accumulator it does not know.
 */
export function groupStage(spec: Doc, variables: Doc = {}, given?: Evaluate): Stage {
  if (!('_id' in spec)) throw new CommandError(15955, 'a group specification must include an _id')
  const { _id, ...fields } = spec
  const keyOf = given ?? compileExpression(_id, variables)
  const outputs = Object.entries(fields).map(([name, accumulator]) => outputOf(name, accumulator, variables))
  return function* (rows) {
    const groups = new Map<string, { id: unknown; accumulators: Accumulator[] }>()
    for (const row of rows) {
      const id = keyOf(row) ?? null
      const name = identity(id)
      let group = groups.get(name)
      if (!group) groups.set(name, (group = { id, accumulators: outputs.map(({ make }) => make()) }))
      outputs.forEach(({ evaluate }, i) => group.accumulators[i]?.add(evaluate(row)))
    }
    for (const { id, accumulators } of groups.values()) {
      const result: Doc = { _id: id }
      outputs.forEach(({ name }, i) => setField(result, name, accumulators[i]?.result()))
      yield result
    }
  }
}

function outputOf(name: string, accumulator: unknown, variables: Doc): Output {
  const [first, ...others] = isDoc(accumulator) ? Object.entries(accumulator) : []
  if (!first?.[0].startsWith('$'))
    throw new CommandError(40234, `The field '${name}' must be an accumulator object`)
  if (others.length > 0) throw new CommandError(40238, `The field '${name}' must specify one accumulator`)
  const [operator, operand] = first
  const make = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined
  if (make)
    return { name, make, evaluate: operator === '$count' ? () => 1 : compileExpression(operand, variables) }
  const rare = rareAccumulator(operator, operand, variables)
  if (!rare) throw new CommandError(15952, `unknown group operator '${operator}'`)
  return { name, make: () => atOnce(rare), evaluate: (row) => row }
}
