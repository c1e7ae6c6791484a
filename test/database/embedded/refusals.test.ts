import { expect } from 'chai'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import mongoose, { type mongo } from 'mongoose'
import { openTemporaryStore } from './temporaryStore.js'

const { BSON, MongoServerError } = mongoose.mongo

describe('what the embedded store refuses', () => {
  let store: Awaited<ReturnType<typeof openTemporaryStore>>
  let client: mongo.MongoClient
  let people: mongo.Collection

  before(async () => {
    store = await openTemporaryStore()
    client = await new mongoose.mongo.MongoClient(store.uri).connect()
    people = client.db().collection('people')
    await people.insertOne({ name: 'Ana', tags: ['a'] })
  })

  after(async () => {
    await client.close()
    await store.remove()
  })

  async function refusal(action: Promise<unknown>): Promise<mongo.MongoServerError> {
    const error: unknown = await action.then(
      (answer) => answer,
      (thrown: unknown) => thrown,
    )
    if (error instanceof MongoServerError) return error
    throw new Error(`expected a refusal, got ${JSON.stringify(error)}`)
  }

  const unknowns: Record<string, { action: () => Promise<unknown>; named: string; code: number }> = {
    'an operator in a filter': {
      action: () => people.find({ n: { $near: 1 } }).toArray(),
      named: '$near',
      code: 2,
    },
    'a top-level operator': {
      action: () => people.find({ $where: '1' }).toArray(),
      named: '$where',
      code: 2,
    },
    $text: { action: () => people.find({ $text: { $search: 'x' } }).toArray(), named: '$text', code: 2 },
    $jsonSchema: { action: () => people.find({ $jsonSchema: {} }).toArray(), named: '$jsonSchema', code: 2 },
    'an update operator': {
      action: () => people.updateOne({}, { $frob: { a: 1 } } as never),
      named: '$frob',
      code: 9,
    },
    'a stage': { action: () => people.aggregate([{ $geoNear: {} }]).toArray(), named: '$geoNear', code: 238 },
    'a stage nobody has': {
      action: () => people.aggregate([{ $frob: {} }]).toArray(),
      named: '$frob',
      code: 40324,
    },
    'an expression': {
      action: () => people.aggregate([{ $set: { a: { $function: {} } } }]).toArray(),
      named: '$function',
      code: 238,
    },
    'an accumulator': {
      action: () => people.aggregate([{ $group: { _id: 1, a: { $frob: 1 } } }]).toArray(),
      named: '$frob',
      code: 15952,
    },
    'a command': { action: () => client.db().command({ mapReduce: 'people' }), named: 'mapReduce', code: 59 },
    'an option of a command': {
      action: () => client.db().command({ find: 'people', frob: 1 }),
      named: 'frob',
      code: 40415,
    },
    'an index type': { action: () => people.createIndex({ name: 'text' }), named: 'text', code: 238 },
    'an index option': {
      action: () => people.createIndex({ name: 1 }, { wildcardProjection: {} }),
      named: 'wildcardProjection',
      code: 197,
    },
    'a partial index': {
      action: () => people.createIndex({ name: 1 }, { partialFilterExpression: { a: { $ne: 1 } } }),
      named: '$ne',
      code: 67,
    },
    collation: {
      action: () => people.find({}, { collation: { locale: 'de' } }).toArray(),
      named: 'collation',
      code: 238,
    },
  }

  for (const [what, { action, named, code }] of Object.entries(unknowns)) {
    it(`names ${what} that it does not have`, async () => {
      const error = await refusal(action())
      expect(error.message).to.include(named)
      expect(error.code).to.equal(code)
    })
  }

  it('refuses a transaction rather than running it as separate writes', async () => {
    const session = client.startSession()
    const error: unknown = await session
      .withTransaction(() => people.insertOne({ in: 'transaction' }, { session }))
      .catch((thrown: unknown) => thrown)
    await session.endSession()
    expect(String(error)).to.match(/does not support transactions/)
    expect(await people.countDocuments({ in: 'transaction' })).to.equal(0)
  })

  it('refuses a document above 16 MB and keeps the one that was there', async () => {
    await people.insertOne({ _id: 'big' as never, text: 'x'.repeat(9_000_000) })
    const error = await refusal(
      people.updateOne({ _id: 'big' as never }, { $set: { more: 'x'.repeat(9_000_000) } }),
    )
    expect(error.code).to.equal(10334)
    expect(await people.findOne({ _id: 'big' as never }, { projection: { more: 1 } })).to.deep.equal({
      _id: 'big',
    })
  })

  it('keeps a field called __proto__ a field', async () => {
    const document = JSON.parse('{"_id":"proto","__proto__":{"admin":true}}') as mongo.Document
    await people.insertOne(document)
    await people.updateOne({ _id: 'proto' as never }, { $set: { ['__proto__.x']: 1 } })
    const found = await people.findOne({ _id: 'proto' as never })
    expect(Object.hasOwn(found ?? {}, '__proto__')).to.equal(true)
    expect((await people.findOne({ name: 'Ana' }))?.['admin']).to.equal(undefined)
    expect(await people.countDocuments({ admin: true })).to.equal(0)
  })

  /** Sends bytes and waits until the store has closed the connection. */
  async function send(bytes: Uint8Array): Promise<void> {
    const socket = createConnection(decodeURIComponent(/^mongodb:\/\/(.*)\/cairn/.exec(store.uri)?.[1] ?? ''))
    socket.on('error', () => undefined)
    socket.end(bytes)
    socket.resume()
    await once(socket, 'close')
  }

  function message(opCode: number, body: Uint8Array, length = 16 + body.length): Buffer {
    const head = Buffer.alloc(16)
    head.writeInt32LE(length, 0)
    head.writeInt32LE(opCode, 12)
    return Buffer.concat([head, body])
  }

  it('survives malformed frames and messages that claim to be huge', async () => {
    const hello = BSON.serialize({ hello: 1, $db: 'admin' })
    const section = Buffer.concat([Buffer.alloc(5), hello])
    const bad: Uint8Array[] = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      message(2013, section, 2_000_000_000),
      message(2013, section, -5),
      message(2013, section, 7),
      message(2013, Buffer.concat([Buffer.from([0xff, 0xff, 0, 0, 0]), hello])),
      message(2013, Buffer.concat([Buffer.alloc(4), Buffer.from([9]), hello])),
      message(2013, Buffer.concat([Buffer.alloc(5), Buffer.from([0xff, 0xff, 0, 0]), hello.subarray(4)])),
      message(2013, Buffer.alloc(4)),
      message(2004, Buffer.from([0, 0, 0, 0, 65])),
      message(1, hello),
      ...Array.from({ length: 40 }, (_, i) =>
        message(2013, Buffer.concat([Buffer.alloc(5), randomBytes(20 + i)])),
      ),
    ]
    for (const bytes of bad) await send(bytes)
    expect(await people.countDocuments({ name: 'Ana' })).to.equal(1)
  })

  it('reads a message that comes byte by byte', async () => {
    const socket = createConnection(decodeURIComponent(/^mongodb:\/\/(.*)\/cairn/.exec(store.uri)?.[1] ?? ''))
    const bytes = message(2013, Buffer.concat([Buffer.alloc(5), BSON.serialize({ ping: 1, $db: 'admin' })]))
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const [reply] = (await once(socket, 'data')) as [Buffer]
    expect(BSON.deserialize(reply.subarray(21))).to.deep.equal({ ok: 1 })
    socket.destroy()
  })
})
