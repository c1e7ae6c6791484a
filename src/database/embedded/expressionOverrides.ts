import { ObjectId } from 'bson'
import { evalExpr } from 'mingo/core'
import type { Options } from 'mingo/types'
import { CommandError } from './commandError.js'
import { compareValues, identity } from './keyEncoding.js'
import { typeName } from './leafTests.js'
import { isDoc, isTruthy } from './values.js'

export type Operator = (doc: unknown, expression: unknown, options: Options) => unknown

/** mingo's own comparisons take two different buffers for equal and do not know MongoDB's order of types. */
function comparison(decide: (order: number) => unknown): Operator {
  return (doc, expression, options) => {
    const [a, b] = evalExpr(doc, expression, options) as [unknown, unknown]
    return decide(compareValues(a, b))
  }
}

/** An operator of one argument, given by itself or as a list of one; null and missing give null. */
function unary(compute: (value: unknown) => unknown, ofNull: unknown = null): Operator {
  return (doc, expression, options) => {
    const single: unknown = Array.isArray(expression) && expression.length === 1 ? expression[0] : expression
    const value: unknown = evalExpr(doc, single, options)
    return value === undefined || value === null ? ofNull : compute(value)
  }
}

/** mingo refuses a null date where MongoDB answers null. */
export function nullable(operator: Operator): Operator {
  return (doc, expression, options) => {
    const argument: unknown = isDoc(expression) && 'date' in expression ? expression['date'] : expression
    const date: unknown = evalExpr(doc, argument, options)
    return date === undefined || date === null ? null : operator(doc, expression, options)
  }
}

/** MongoDB rounds a half to the even neighbour, and goes by the exact value of the double. */
function round(value: unknown, places: unknown): unknown {
  if (typeof value !== 'number') throw new CommandError(51081, '$round only supports numeric types')
  const digits = Number(places ?? 0)
  if (digits > 0) return Number(value.toFixed(digits))
  const scale = 10 ** -digits
  const below = Math.floor(value / scale)
  const above = value / scale - below
  const up = above > 0.5 || (above === 0.5 && below % 2 !== 0)
  return (up ? below + 1 : below) * scale
}

/** Operators in which we differ from mingo so as to agree with MongoDB. */
export const expressionOverrides = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => Math.sign(order)),
  $and: (doc, expression, options) =>
    [expression].flat().every((one) => isTruthy(evalExpr(doc, one, options))),
  $or: (doc, expression, options) => [expression].flat().some((one) => isTruthy(evalExpr(doc, one, options))),
  $not: unary((value) => !isTruthy(value), true),
  $in: (doc, expression, options) => {
    const [value, list] = evalExpr(doc, expression, options) as [unknown, unknown]
    if (!Array.isArray(list)) throw new CommandError(40081, '$in requires an array as a second argument')
    const wanted = identity(value)
    return list.some((element) => identity(element) === wanted)
  },
  $size: (doc, expression, options) => {
    const single: unknown = Array.isArray(expression) && expression.length === 1 ? expression[0] : expression
    const list: unknown = evalExpr(doc, single, options)
    if (!Array.isArray(list)) throw new CommandError(17124, 'The argument to $size must be an array')
    return list.length
  },
  $switch: (doc, expression, options) => {
    const { branches, default: otherwise } = expression as {
      branches: { case: unknown; then: unknown }[]
      default?: unknown
    }
    const chosen = branches.find((branch) => isTruthy(evalExpr(doc, branch.case, options)))
    if (chosen) return evalExpr(doc, chosen.then, options)
    if (otherwise === undefined)
      throw new CommandError(40069, '$switch could not find a matching branch, and no default was specified')
    return evalExpr(doc, otherwise, options)
  },
  $toUpper: unary((value) => String(value).toUpperCase(), ''),
  $toLower: unary((value) => String(value).toLowerCase(), ''),
  $indexOfCP: (doc, expression, options) => {
    const [text, part] = evalExpr(doc, expression, options) as [unknown, unknown]
    if (typeof text !== 'string') return null
    const at = text.indexOf(String(part))
    return at < 0 ? -1 : [...text.slice(0, at)].length
  },
  $toString: unary((value) => {
    if (value instanceof Date) return value.toISOString()
    if (isDoc(value) || Array.isArray(value))
      throw new CommandError(241, `Unsupported conversion from ${typeName(value)} to string`)
    return String(value)
  }),
  $toObjectId: unary((value) => {
    if (value instanceof ObjectId) return value
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
    throw new CommandError(241, 'Failed to parse objectId in $convert with no onError value')
  }),
  $type: (doc, expression, options) => typeName(evalExpr(doc, expression, options)),
  $round: (doc, expression, options) => {
    const [value, places] = [evalExpr(doc, expression, options) as unknown].flat()
    return value === undefined || value === null ? null : round(value, places)
  },
} satisfies Record<string, Operator>
