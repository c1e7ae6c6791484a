import { expect } from 'chai'
import mongoose, { type mongo } from 'mongoose'
import { openTemporaryStore } from './temporaryStore.js'

type Fields = Record<string, unknown>

/** The same numbers in each run, so that a failure can be found again. */
function randomly(seed: number): { below(n: number): number; of<T>(list: readonly T[]): T } {
  let state = seed
  const below = (n: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * n)
  }
  return { below, of: (list) => list[below(list.length)] as (typeof list)[number] }
}

const scalars = [1, 2, 3, 2.5, -1, 'a', 'b', 'ab', null, true, false, new Date(0), new Date(1000), { x: 1 }]
const paths = ['a', 'b', 'c.d', 'tags', 'items.k', 'items.v']

function randomDocument(random: ReturnType<typeof randomly>, _id: number): Fields {
  const document: Fields = { _id }
  if (random.below(5)) document['a'] = random.of(scalars)
  if (random.below(5)) document['b'] = random.of(scalars)
  if (random.below(4)) document['c'] = random.below(3) ? { d: random.of(scalars) } : random.of(scalars)
  if (random.below(4)) document['tags'] = Array.from({ length: random.below(4) }, () => random.of(scalars))
  if (random.below(4)) {
    document['items'] = Array.from({ length: random.below(3) }, () => ({
      k: random.of(scalars),
      v: random.below(4),
    }))
  }
  return document
}

function randomCondition(random: ReturnType<typeof randomly>): unknown {
  const value = random.of(scalars)
  switch (random.below(9)) {
    case 0:
      return { $in: [value, random.of(scalars), random.of(scalars)] }
    case 1:
      return { $gt: value }
    case 2:
      return { $gte: value, $lt: random.of(scalars) }
    case 3:
      return { $lte: value }
    case 4:
      return { $ne: value }
    case 5:
      return { $exists: random.below(2) === 1 }
    case 6:
      return { $nin: [value], $gte: random.of(scalars) }
    default:
      return value
  }
}

function randomFilter(random: ReturnType<typeof randomly>, depth = 0): Fields {
  const filter: Fields = {}
  for (let n = random.below(3) + 1; n > 0; n--) filter[random.of(paths)] = randomCondition(random)
  if (depth === 0 && random.below(4) === 0) filter['$or'] = [randomFilter(random, 1), randomFilter(random, 1)]
  if (depth === 0 && random.below(5) === 0)
    filter['$and'] = [randomFilter(random, 1), randomFilter(random, 1)]
  return filter
}

const indexes: mongo.IndexDescription[] = [
  { key: { a: 1 } },
  { key: { b: -1 } },
  { key: { a: 1, b: -1 } },
  { key: { 'c.d': 1, a: 1 } },
  { key: { tags: 1, a: -1 } },
  { key: { 'items.k': 1, 'items.v': 1 } },
  { key: { b: 1, 'c.d': -1 }, sparse: true },
  { key: { a: -1, 'c.d': 1 }, partialFilterExpression: { a: { $gte: 1 } } },
  { key: { b: 1, a: 1 }, name: 'b_when_true', partialFilterExpression: { b: true } },
]

describe('indexes of the embedded store', () => {
  let store: Awaited<ReturnType<typeof openTemporaryStore>>
  let client: mongo.MongoClient
  let plain: mongo.Collection<{ _id: number }>
  let indexed: mongo.Collection<{ _id: number }>

  before(async () => {
    store = await openTemporaryStore()
    client = await new mongoose.mongo.MongoClient(store.uri).connect()
    plain = client.db().collection('plain')
    indexed = client.db().collection('indexed')
    const random = randomly(7)
    const documents = Array.from({ length: 300 }, (_, i) => randomDocument(random, i)) as { _id: number }[]
    await plain.insertMany(documents)
    await indexed.insertMany(documents.slice(0, 150))
    await indexed.createIndexes(indexes)
    await indexed.insertMany(documents.slice(150))
  })

  after(async () => {
    await client.close()
    await store.remove()
  })

  it('never change which documents a filter finds, nor their order', async () => {
    const random = randomly(42)
    for (let i = 0; i < 600; i++) {
      const filter = randomFilter(random)
      const sort: Record<string, 1 | -1> = {}
      for (let n = random.below(3); n > 0; n--) sort[random.of(paths)] = random.below(2) ? 1 : -1
      const how = {
        sort: { ...sort, _id: 1 as const },
        limit: random.below(3) ? 0 : 5,
        skip: random.below(4) ? 0 : 2,
      }
      const [expected, actual] = await Promise.all([
        plain.find(filter, how).toArray(),
        indexed.find(filter, how).toArray(),
      ])
      expect(actual, JSON.stringify([filter, how])).to.deep.equal(expected)
    }
  })

  it('follow every update and deletion', async () => {
    const random = randomly(99)
    for (let i = 0; i < 200; i++) {
      const filter = randomFilter(random)
      const change = random.of<Fields>([
        { $set: { [random.of(['a', 'b', 'c.d'])]: random.of(scalars) } },
        { $unset: { [random.of(paths)]: 1 } },
        { $set: { tags: [random.of(scalars), random.of(scalars)] } },
        { $set: { items: [{ k: random.of(scalars), v: random.below(4) }] } },
      ])
      if (i % 30 === 29) {
        const [first] = await plain.find(filter, { sort: { _id: 1 } }).toArray()
        if (first) for (const one of [plain, indexed]) await one.deleteOne({ _id: first._id })
      }
      const outcome = (one: typeof plain) =>
        one.updateMany(filter, change).then(
          (r) => r.modifiedCount,
          () => 'refused',
        )
      const [expected, actual] = [await outcome(plain), await outcome(indexed)]
      expect(actual, JSON.stringify([filter, change])).to.equal(expected)
      if (actual !== 'refused') continue
      // A refusal half-way leaves those changed that came first, and an index has another order.
      for (const document of await plain.find().toArray())
        await indexed.replaceOne({ _id: document._id }, document)
    }
    const all = await plain.find({}, { sort: { _id: 1 } }).toArray()
    expect(await indexed.find({}, { sort: { _id: 1 } }).toArray()).to.deep.equal(all)
    for (let i = 0; i < 200; i++) {
      const filter = randomFilter(random)
      const ids = async (one: typeof plain) =>
        (await one.find(filter, { sort: { _id: 1 } }).toArray()).map(({ _id }) => _id)
      expect(await ids(indexed), JSON.stringify(filter)).to.deep.equal(await ids(plain))
    }
  })

  it('find keys too long for LMDB, and still tell them apart', async () => {
    const long = client.db().collection<{ _id: string; text: string }>('long')
    await long.createIndex({ text: 1 }, { unique: true })
    const text = (end: string) => 'x'.repeat(5000) + end
    await long.insertMany([
      { _id: text('id'), text: text('a') },
      { _id: 'b', text: text('b') },
      { _id: 'c', text: 'short' },
    ])
    expect((await long.findOne({ text: text('b') }))?._id).to.equal('b')
    expect((await long.findOne({ _id: text('id') }))?.text).to.equal(text('a'))
    expect(await long.countDocuments({ text: { $gt: text('a') } })).to.equal(1)
    expect((await long.find().sort({ text: -1 }).toArray()).map((one) => one.text.slice(-1))).to.deep.equal([
      'b',
      'a',
      't',
    ])
    const taken = await long
      .insertOne({ _id: 'd', text: text('a') })
      .catch((error: { code: number }) => error.code)
    expect(taken).to.equal(11000)
    await long.dropIndexes()
    await long.createIndex({ text: 1, _id: 1 })
    expect((await long.findOne({ text: text('b'), _id: 'b' }))?._id).to.equal('b')
    expect(await long.countDocuments({ text: text('b'), _id: { $gt: 'a' } })).to.equal(1)
  })
})
