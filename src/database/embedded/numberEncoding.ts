import { Decimal128, Double, Int32, type Long } from 'bson'

export type Numeric = number | bigint | Long | Int32 | Double | Decimal128

/** An exact fraction; the denominator is positive. */
interface Fraction {
  top: bigint
  bottom: bigint
}

/** After a term: is what remains of the number below zero, nothing, or above zero? */
const below = 0
const nothing = 1
const above = 2

/** Two more terms carry over 150 bits, enough for all 34 digits of a Decimal128. */
const extraTerms = 2

/**
 * Encodes a number so that byte order is numeric order across int, long, double and decimal, and equal numbers of
 * different kinds give equal bytes: the nearest double, then the remainder in the same form until nothing remains.
 * NaN comes before all. Decimals beyond the range of a double keep only their sign.
 */
export function encodeNumber(value: Numeric): Buffer {
  if (typeof value === 'number') return term(value, nothing)
  if (value instanceof Int32 || value instanceof Double) return term(value.valueOf(), nothing)
  if (value instanceof Decimal128) return encodeDecimal(value.toString())
  const whole = typeof value === 'bigint' ? value : value.toBigInt()
  const nearest = Number(whole)
  const rest = Number(whole - BigInt(nearest))
  if (rest === 0) return term(nearest, nothing)
  return Buffer.concat([term(nearest, rest < 0 ? below : above), term(rest, nothing)])
}

/** Eight bytes in the order of doubles, then whether anything remains. */
function term(value: number, remains: number): Buffer {
  const bytes = Buffer.alloc(9)
  if (!Number.isNaN(value)) {
    bytes.writeDoubleBE(value === 0 ? 0 : value)
    const first = bytes.readUInt8(0)
    if (first & 0x80) for (let i = 0; i < 8; i++) bytes[i] = ~bytes.readUInt8(i) & 0xff
    else bytes[0] = first | 0x80
  }
  bytes[8] = remains
  return bytes
}

function encodeDecimal(text: string): Buffer {
  const nearest = Number(text)
  if (Number.isNaN(nearest)) return term(NaN, nothing)
  if (/inf/i.test(text)) return term(nearest, nothing)
  if (!Number.isFinite(nearest)) {
    return term(Math.sign(nearest) * Number.MAX_VALUE, nearest < 0 ? below : above)
  }
  const terms: Buffer[] = []
  let rest = minus(fractionOfDecimal(text), fractionOfDouble(nearest))
  let value = nearest
  for (let left = extraTerms; ; left--) {
    const sign = rest.top === 0n ? nothing : rest.top < 0n ? below : above
    terms.push(term(value, sign))
    if (sign === nothing || left === 0) return Buffer.concat(terms)
    value = approximate(rest)
    rest = minus(rest, fractionOfDouble(value))
  }
}

function fractionOfDecimal(text: string): Fraction {
  const [digits = '0', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '0', decimals = ''] = digits.split('.')
  const power = Number(exponent) - decimals.length
  const top = BigInt(whole + decimals)
  return power >= 0
    ? { top: top * 10n ** BigInt(power), bottom: 1n }
    : { top, bottom: 10n ** BigInt(Math.min(-power, 6200)) }
}

function fractionOfDouble(value: number): Fraction {
  let power = 0
  let scaled = value
  while (!Number.isInteger(scaled) && power < 1100) {
    scaled *= 2
    power += 1
  }
  return { top: BigInt(Math.trunc(scaled)), bottom: 1n << BigInt(power) }
}

function minus(a: Fraction, b: Fraction): Fraction {
  return { top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom }
}

/** A double near the fraction; monotone, so that order is kept. */
function approximate({ top, bottom }: Fraction): number {
  const size = top < 0n ? -top : top
  const shift = Math.max(0, bitLength(bottom) - bitLength(size) + 64)
  const scaled = Number((size << BigInt(shift)) / bottom)
  const value = shift > 1000 ? (scaled / 2 ** 1000) * 2 ** (1000 - shift) : scaled / 2 ** shift
  return top < 0n ? -value : value
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4
}
