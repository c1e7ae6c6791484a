import { Decimal128, Long, Timestamp } from 'bson'
import { arrayOperators } from './arrayOperators.js'
import { badValue, CommandError } from './commandError.js'
import { compareValues } from './keyEncoding.js'
import { isDoc, isNumeric, isTruthy } from './values.js'

/** What an operator can answer instead of a new value. */
export const unchanged = Symbol('unchanged')
export const removed = Symbol('removed')

/** The new value of a field, from what it holds (undefined when missing). */
export type Change = (current: unknown) => unknown

/** Makes the change that one operator asks for; throws `CommandError` for an operand it cannot take. */
export type UpdateOperator = (operand: unknown, path: string) => Change

/** The operators that change one field by itself; `$rename` and `$setOnInsert` are the updater's. */
export const updateOperators: Record<string, UpdateOperator> = {
  $set: (operand) => () => operand,
  $unset: () => (current) => (current === undefined ? unchanged : removed),
  $inc: (operand, path) => arithmetic('$inc', operand, path, 0, add),
  $mul: (operand, path) => arithmetic('$mul', operand, path, 0, multiply),
  $min: (operand) => (current) =>
    current === undefined || compareValues(operand, current) < 0 ? operand : unchanged,
  $max: (operand) => (current) =>
    current === undefined || compareValues(operand, current) > 0 ? operand : unchanged,
  $currentDate: (operand) => {
    const timestamp = isDoc(operand) && operand['$type'] === 'timestamp'
    const date =
      typeof operand === 'boolean'
        ? isTruthy(operand) || !operand
        : isDoc(operand) && operand['$type'] === 'date'
    if (!timestamp && !date)
      throw badValue('$currentDate takes true, { $type: "date" } or { $type: "timestamp" }')
    return () => (timestamp ? new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 }) : new Date())
  },
  $bit: (operand, path) => {
    const [name, mask] = isDoc(operand) ? (Object.entries(operand)[0] ?? []) : []
    const bits = {
      and: (a: number, b: number) => a & b,
      or: (a: number, b: number) => a | b,
      xor: (a: number, b: number) => a ^ b,
    }
    if (!name || !Object.hasOwn(bits, name) || typeof mask !== 'number') {
      throw badValue(`$bit takes { and | or | xor: <integer> } at ${path}`)
    }
    return (current) => {
      if (current !== undefined && !Number.isInteger(current))
        throw badValue(`Cannot apply $bit to a non-integer at ${path}`)
      return bits[name as keyof typeof bits](Number(current ?? 0), mask)
    }
  },
  ...arrayOperators,
}

function arithmetic(
  name: string,
  operand: unknown,
  path: string,
  initial: number,
  combine: (a: unknown, b: unknown) => unknown,
): Change {
  if (!isNumeric(operand)) throw new CommandError(14, `Cannot ${name} with non-numeric argument at ${path}`)
  return (current) => {
    if (current === undefined) return name === '$inc' ? operand : initial
    if (!isNumeric(current))
      throw new CommandError(14, `Cannot apply ${name} to a value of non-numeric type at ${path}`)
    return combine(current, operand)
  }
}

function add(a: unknown, b: unknown): unknown {
  return combined(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  )
}

function multiply(a: unknown, b: unknown): unknown {
  return combined(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  )
}

/** Numbers as numbers; long ones exactly, and refused where they leave 64 bits; decimals as decimals. */
function combined(
  a: unknown,
  b: unknown,
  numbers: (x: number, y: number) => number,
  longs: (x: bigint, y: bigint) => bigint,
): unknown {
  if (a instanceof Decimal128 || b instanceof Decimal128)
    return decimals(String(a), String(b), longs, numbers(2, 3) === 6)
  const result = numbers(Number(String(a)), Number(String(b)))
  const whole = [a, b].every((one) => one instanceof Long || Number.isInteger(one))
  if (!whole || Number.isSafeInteger(result)) return result
  if (![a, b].some((one) => one instanceof Long) && Math.abs(result) >= 2 ** 63) return result
  const exact = longs(BigInt(String(a)), BigInt(String(b)))
  if (BigInt.asIntN(64, exact) !== exact) throw badValue('the result does not fit 64 bits')
  return Long.fromBigInt(exact)
}

/** Decimal arithmetic on scaled whole numbers. */
function decimals(
  a: string,
  b: string,
  longs: (x: bigint, y: bigint) => bigint,
  product: boolean,
): Decimal128 {
  const [x, y] = [scaled(a), scaled(b)]
  if (!x || !y) return Decimal128.fromString('NaN')
  if (product) return Decimal128.fromStringWithRounding(`${longs(x.digits, y.digits)}E${x.power + y.power}`)
  const power = Math.min(x.power, y.power)
  const widen = ({ digits, power: own }: { digits: bigint; power: number }) =>
    digits * 10n ** BigInt(own - power)
  return Decimal128.fromStringWithRounding(`${longs(widen(x), widen(y))}E${power}`)
}

function scaled(text: string): { digits: bigint; power: number } | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  return {
    digits: BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`),
    power: Number(exponent) - fraction.length,
  }
}
