import { createRequire } from 'node:module'
import { Context, evalExpr } from 'mingo/core'
import type { Options } from 'mingo/types'
import { CommandError } from './commandError.js'
import { expressionOverrides, nullable, type Operator } from './expressionOverrides.js'
import type { Doc } from './values.js'

/** These run code from the client, depend on MongoDB's own hash, or answer otherwise than MongoDB does. */
export const withheld = [
  '$function',
  '$accumulator',
  '$toHashedIndexKey',
  '$dateAdd',
  '$dateSubtract',
  '$dateToParts',
]

/** An accumulator over all rows of a group. */
export type AccumulateAll = (rows: Doc[], operand: unknown, options: Options) => unknown

interface Library {
  expressions: Record<string, Operator>
  accumulators: Record<string, AccumulateAll>
  options: Options & { local: Record<string, unknown> }
}

let library: Library | undefined

/** mingo's operators with ours in their place: 200 files, so they are read when an expression first needs them. */
export function mingo(): Library {
  return (library ??= load())
}

/** Runs mingo on a document. Throws `CommandError` with the code that MongoDB gives for the operator's refusal. */
export function withMingo<T>(
  operator: string,
  root: unknown,
  variables: Doc,
  action: (options: Options) => T,
): T {
  const { options } = mingo()
  Object.assign(options.local, { root, variables, timestamp: undefined })
  try {
    return action(options)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(codes[operator] ?? 2, error instanceof Error ? error.message : String(error))
  }
}

/** mingo gives its reasons in words only. */
const codes: Record<string, number> = {
  $add: 14,
  $subtract: 14,
  $multiply: 14,
  $concat: 16702,
  $filter: 28650,
  $toInt: 241,
  $toLong: 241,
  $toDouble: 241,
  $toDate: 241,
}

const datePartOperators =
  '$year $month $dayOfMonth $dayOfWeek $dayOfYear $hour $minute $second $millisecond $isoWeek $isoWeekYear $isoDayOfWeek'

function load(): Library {
  const require = createRequire(import.meta.url)
  const expressions: Library['expressions'] = {
    ...(require('mingo/operators/expression') as Library['expressions']),
    ...expressionOverrides,
  }
  for (const name of datePartOperators.split(' ')) expressions[name] = nullable(expressions[name] as Operator)
  const accumulators = { ...(require('mingo/operators/accumulator') as Library['accumulators']) }
  for (const [one, many] of [
    ['$top', '$topN'],
    ['$bottom', '$bottomN'],
  ] as const) {
    accumulators[one] = (rows, spec, options) =>
      (accumulators[many]?.(rows, { ...(spec as Doc), n: 1 }, options) as unknown[])[0]
  }
  for (const name of withheld) {
    Reflect.deleteProperty(expressions, name)
    Reflect.deleteProperty(accumulators, name)
  }
  return { expressions, accumulators, options: optionsWith(expressions, accumulators) }
}

/** The options that mingo works with can only be had from inside an operator: `$capture` hands them out. */
function optionsWith(
  expressions: Library['expressions'],
  accumulators: Library['accumulators'],
): Library['options'] {
  let captured: Library['options'] | undefined
  const $capture: Operator = (_doc, _expression, options) => {
    captured = options as Library['options']
    return null
  }
  // The first registration of a name wins, so all are put together before there is a context.
  const context = Context.init({ expression: { ...expressions, $capture }, accumulator: accumulators })
  evalExpr(
    {},
    { $capture: 1 },
    {
      context,
      idKey: '_id',
      processingMode: 0,
      useStrictMode: true,
      scriptEnabled: false,
      failOnError: true,
    },
  )
  if (!captured) throw new Error('mingo gave no options')
  return captured
}
