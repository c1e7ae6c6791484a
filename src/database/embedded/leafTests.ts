import { BSONRegExp, Decimal128, Long } from 'bson'
import { badValue } from './commandError.js'
import { compareValues, identity, rank, rankOf, sameValue } from './keyEncoding.js'
import { compilePattern } from './pattern.js'
import { isNumeric } from './values.js'

/** A question about the value at the end of a path; a missing value is undefined. */
export type LeafTest = (value: unknown) => boolean

/** Whether the test holds for the value itself or, when it is an array, for one of its elements. */
export function orElement(test: LeafTest, found?: (index: number) => void): LeafTest {
  return (value) => {
    if (Array.isArray(value)) {
      const index = value.findIndex((element: unknown) => element !== undefined && test(element))
      if (index >= 0) {
        found?.(index)
        return true
      }
    }
    return test(value)
  }
}

/** Equality as a filter means it: null also means missing, a regular expression also what it matches. */
export function equalTo(operand: unknown): LeafTest {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined
  if (operand instanceof BSONRegExp) {
    const pattern = compilePattern(operand.pattern, operand.options)
    return (value) => (typeof value === 'string' ? pattern.test(value) : sameValue(value, operand))
  }
  return (value) => value !== undefined && sameValue(value, operand)
}

/** `$gt`, `$gte`, `$lt`, `$lte`: only values of the operand's own type can be greater or less. */
export function ordered(operand: unknown, accepts: (order: number) => boolean): LeafTest {
  if (operand instanceof BSONRegExp) throw badValue("Can't have RegEx as arg to predicate over field")
  const type = rankOf(operand)
  const anyType = type === rank.minKey || type === rank.maxKey
  if (operand === null) return (value) => (value === null || value === undefined) && accepts(0)
  const operandIsNaN = isNaNValue(operand)
  return (value) => {
    if (value === undefined) return false
    if (!anyType && rankOf(value) !== type) return false
    if (type === rank.number && isNaNValue(value) !== operandIsNaN) return false
    return accepts(compareValues(value, operand))
  }
}

/** `$in`: equality with any of the list. */
export function oneOf(operands: readonly unknown[]): LeafTest {
  const known = new Set<string>()
  const tests: LeafTest[] = []
  for (const operand of operands) {
    if (operand === null || operand instanceof BSONRegExp) tests.push(equalTo(operand))
    else known.add(identity(operand))
  }
  return (value) =>
    tests.some((test) => test(value)) || (value !== undefined && known.size > 0 && known.has(identity(value)))
}

/** `$mod: [divisor, remainder]`, on whole parts. */
export function remainderOf(operand: unknown): LeafTest {
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumeric)) {
    throw badValue('malformed mod, needs to be an array of two numbers')
  }
  const [divisor = 0, remainder = 0] = operand.map((part) => Math.trunc(Number(String(part))))
  if (!Number.isFinite(divisor) || !Number.isFinite(remainder))
    throw badValue('malformed mod, needs finite numbers')
  if (divisor === 0) throw badValue('divisor cannot be 0')
  return (value) => isNumeric(value) && Math.trunc(Number(value.toString())) % divisor === remainder
}

function isNaNValue(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isNaN(value)
    : value instanceof Decimal128 && value.toString() === 'NaN'
}

/** BSON's type names, each with its number and the test for it. */
const types: Record<string, { number: number; test: LeafTest }> = {
  double: { number: 1, test: (value) => typeof value === 'number' && !isInt(value) && !isLong(value) },
  string: { number: 2, test: (value) => typeof value === 'string' },
  object: { number: 3, test: (value) => rankOf(value) === rank.object },
  array: { number: 4, test: (value) => Array.isArray(value) },
  binData: { number: 5, test: (value) => rankOf(value) === rank.binary },
  undefined: { number: 6, test: () => false },
  objectId: { number: 7, test: (value) => rankOf(value) === rank.objectId },
  bool: { number: 8, test: (value) => typeof value === 'boolean' },
  date: { number: 9, test: (value) => value instanceof Date },
  null: { number: 10, test: (value) => value === null },
  regex: { number: 11, test: (value) => rankOf(value) === rank.regex },
  javascript: { number: 13, test: (value) => rankOf(value) === rank.code },
  int: { number: 16, test: isInt },
  timestamp: { number: 17, test: (value) => rankOf(value) === rank.timestamp },
  long: { number: 18, test: isLong },
  decimal: { number: 19, test: (value) => value instanceof Decimal128 },
  minKey: { number: -1, test: (value) => rankOf(value) === rank.minKey },
  maxKey: { number: 127, test: (value) => rankOf(value) === rank.maxKey },
  number: { number: NaN, test: (value) => isNumeric(value) },
}

/** `$type`: a name, a number or a list of them. */
export function ofType(operand: unknown): LeafTest {
  const wanted = (Array.isArray(operand) ? operand : [operand]).map((one: unknown) => {
    const type =
      typeof one === 'string' && Object.hasOwn(types, one)
        ? types[one]
        : Object.values(types).find(({ number }) => number === one)
    if (!type) throw badValue(`Unknown type name alias or number in $type: ${String(one)}`)
    return type.test
  })
  if (wanted.length === 0) throw badValue('$type must match at least one type')
  return (value) => wanted.some((test) => test(value))
}

function isInt(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 0x7fffffff
}

/** Longs within ±2^53 are numbers here, so a whole number too long for an int counts as one. */
function isLong(value: unknown): boolean {
  return value instanceof Long || (Number.isSafeInteger(value) && !isInt(value))
}

/** The name of a value's type, as the expression `$type` gives it. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing'
  return Object.keys(types).find((name) => types[name]?.test(value)) ?? 'object'
}
