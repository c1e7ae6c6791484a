import { evalExpr } from 'mingo/core'
import type { Options } from 'mingo/types'
import { ObjectId } from 'bson'
import { CommandError } from './commandError.js'
import { compareValues, identity } from './keyEncoding.js'

/** mingo's own comparisons take two different buffers for equal and do not know MongoDB's order of types. */
function comparison(decide: (order: number) => unknown) {
  return (doc: unknown, expression: unknown, options: Options): unknown => {
    const [a, b] = evalExpr(doc, expression, options) as [unknown, unknown]
    return decide(compareValues(a, b))
  }
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
  $in: (doc: unknown, expression: unknown, options: Options): unknown => {
    const [value, list] = evalExpr(doc, expression, options) as [unknown, unknown]
    if (!Array.isArray(list)) throw new CommandError(40081, '$in requires an array as a second argument')
    const wanted = identity(value)
    return list.some((element) => identity(element) === wanted)
  },
  $toObjectId: (doc: unknown, expression: unknown, options: Options): unknown => {
    const value: unknown = evalExpr(doc, expression, options)
    if (value === undefined || value === null) return null
    if (value instanceof ObjectId) return value
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
    throw new CommandError(241, 'Failed to parse objectId in $convert with no onError value')
  },
}
