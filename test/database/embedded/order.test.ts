import { expect } from 'chai'
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { compareValues, encodeValue, invert } from '../../../src/database/embedded/keyEncoding.js'

const decimal = (text: string) => Decimal128.fromString(text)

/** MongoDB's order of values, least first (manual, "Comparison/Sort Order"); those in one row are equal. */
const ascending: unknown[][] = [
  [new MinKey()],
  [null],
  [NaN, new Double(NaN), decimal('NaN')],
  [-Infinity, decimal('-Infinity')],
  [-1e308],
  [Long.fromString('-9223372036854775808'), -(2 ** 63)],
  [Long.fromString('-9223372036854775807')],
  [-2.5, decimal('-2.5')],
  [-2, new Int32(-2), Long.fromNumber(-2), decimal('-2.0')],
  [-5e-324],
  [0, -0, new Double(-0), Long.ZERO, decimal('0E+3')],
  [5e-324],
  [decimal('0.09999999999999999999999999999999999')],
  [decimal('0.1')],
  [0.1], // the double is a little above a tenth
  [decimal('0.1000000000000000055511151231257828')],
  [1, new Int32(1), new Double(1), decimal('1.000')],
  [1.5],
  [2 ** 53, Long.fromString('9007199254740992')],
  [Long.fromString('9007199254740993'), decimal('9007199254740993')],
  [decimal('9007199254740993.5')],
  [2 ** 53 + 2],
  [Long.fromString('9223372036854775806')],
  [Long.MAX_VALUE],
  [2 ** 63, decimal('9223372036854775808')],
  [1e300],
  [Infinity, decimal('Infinity')],
  [''],
  ['\0'],
  ['A'],
  ['a'],
  ['a\0'],
  ['a\0b'],
  ['aa'],
  ['b'],
  ['é'],
  ['\uffff'],
  ['😀'], // above the last character of sixteen bits, as in UTF-8
  [{}],
  [{ a: 1 }, { a: new Double(1) }],
  [{ a: 1, b: 1 }],
  [{ a: 2 }],
  [{ b: 0 }],
  [{ a: 'x' }], // the type of the first field comes before its name
  [[]],
  [[1]],
  [[1, 2]],
  [[2]],
  [new Binary(Buffer.from([9]))],
  [new Binary(Buffer.from([1, 2]))],
  [new Binary(Buffer.from([1, 3]))],
  [new Binary(Buffer.from([1, 2]), 4)],
  [new ObjectId('000000000000000000000001')],
  [new ObjectId('ff0000000000000000000000')],
  [false],
  [true],
  [new Date(-1)],
  [new Date(0)],
  [new Date(1)],
  [new Timestamp({ t: 1, i: 2 })],
  [new Timestamp({ t: 0xffffffff, i: 0 })],
  [new BSONRegExp('a', '')],
  [new BSONRegExp('a', 'i')],
  [new BSONRegExp('b', '')],
  [new MaxKey()],
]

describe('the order of values in the embedded store', () => {
  const show = (value: unknown) =>
    `${(value as object | null)?.constructor.name ?? ''} ${JSON.stringify(value)}`

  it('is that of MongoDB, across int, long, double and decimal, and so for keys in an index', () => {
    const wrong: string[] = []
    ascending.forEach((row, i) =>
      ascending.forEach((other, j) => {
        for (const a of row)
          for (const b of other) {
            const expected = Math.sign(i - j)
            const keys = Buffer.compare(encodeValue(a), encodeValue(b))
            const inverted = Buffer.compare(invert(encodeValue(b)), invert(encodeValue(a)))
            for (const order of [Math.sign(compareValues(a, b)), Math.sign(keys), Math.sign(inverted)]) {
              if (order !== expected) wrong.push(`${show(a)} and ${show(b)}: ${order}`)
            }
          }
      }),
    )
    expect(wrong).to.deep.equal([])
  })

  it('holds for any doubles and longs', () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => (i % 2 ? 1 : -1) * Math.tan(i) * 10 ** (i % 25))
    const longs = numbers.map((number) => Long.fromNumber(number))
    for (let i = 1; i < numbers.length; i++) {
      const [a = 0, b = 0] = [numbers[i - 1], numbers[i]]
      expect(Math.sign(Buffer.compare(encodeValue(a), encodeValue(b)))).to.equal(Math.sign(a - b))
      const [x = Long.ZERO, y = Long.ZERO] = [longs[i - 1], longs[i]]
      expect(Math.sign(Buffer.compare(encodeValue(x), encodeValue(y)))).to.equal(Math.sign(x.compare(y)))
    }
  })
})
