import { expect } from 'chai'
import mongoose, { Schema } from 'mongoose'
import { openTemporaryStore } from './temporaryStore.js'

describe('mongoose on the embedded store', () => {
  let store: Awaited<ReturnType<typeof openTemporaryStore>>
  let connection: mongoose.Connection

  before(async () => {
    store = await openTemporaryStore()
    connection = await mongoose.createConnection(store.uri).asPromise()
  })

  after(async () => {
    await connection.close()
    await store.remove()
  })

  it('brings every type back as it went', async () => {
    const schema = new Schema(
      {
        _id: String,
        text: String,
        number: Number,
        big: BigInt,
        decimal: Schema.Types.Decimal128,
        at: Date,
        flag: Boolean,
        bytes: Buffer,
        uuid: Schema.Types.UUID,
        reference: Schema.Types.ObjectId,
        list: [String],
        parts: [{ _id: false, name: String, size: Number }],
        map: { type: Map, of: Number },
        any: Schema.Types.Mixed,
      },
      { versionKey: false },
    )
    const Thing = connection.model('Thing', schema)
    const given = {
      _id: 'one',
      text: 'سلام 😀',
      number: 1.5,
      big: 9007199254740993n,
      decimal: mongoose.Types.Decimal128.fromString('0.1000'),
      at: new Date('2024-02-29T10:00:00.123Z'),
      flag: false,
      bytes: Buffer.from([0, 255, 1]),
      uuid: new mongoose.Types.UUID('0b4f8e60-7a5e-4a3c-9f83-000000000001'),
      reference: new mongoose.Types.ObjectId('650000000000000000000001'),
      list: ['b', 'a'],
      parts: [{ name: 'x', size: 3 }],
      map: new Map([['k', 7]]),
      any: { deep: [{ er: null }] },
    }
    await Thing.create(given)
    const found = await Thing.findById('one').orFail()
    expect(JSON.stringify({ ...found.toObject(), big: String(found.big) })).to.equal(
      JSON.stringify({ ...new Thing(given).toObject(), big: String(given.big) }),
    )
    expect(found.big).to.equal(given.big)
    expect(Buffer.from(found.bytes ?? []).equals(given.bytes)).to.equal(true)
  })

  it('makes the declared indexes, keeps to them, and lists them', async () => {
    const schema = new Schema(
      { email: { type: String, unique: true }, expires: { type: Date, expires: 60 } },
      { autoIndex: false },
    )
    schema.index({ email: 1, expires: -1 }, { partialFilterExpression: { email: { $exists: true } } })
    const Person = connection.model('Person', schema)
    await Person.createCollection()
    await Person.createIndexes()
    await Person.syncIndexes()
    expect((await Person.listIndexes()).map(({ name }: { name: string }) => name)).to.have.members([
      '_id_',
      'email_1',
      'expires_1',
      'email_1_expires_-1',
    ])
    await Person.create({ email: 'a' })
    const error = await Person.create({ email: 'a' }).catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 11000 })
    expect((error as { keyValue: unknown }).keyValue).to.deep.equal({ email: 'a' })
  })

  it('updates with conditions, upserts, populates, aggregates, and walks cursors', async () => {
    const Cohort = connection.model('Cohort', new Schema({ name: String }))
    const Enrolment = connection.model(
      'Enrolment',
      new Schema({
        cohort: { type: Schema.Types.ObjectId, ref: 'Cohort' },
        person: String,
        state: String,
        scores: [Number],
      }),
    )
    const cohort = await Cohort.create({ name: 'Foundations' })
    for (const person of ['a', 'b', 'c']) {
      await Enrolment.findOneAndUpdate(
        { cohort: cohort._id, person },
        { $setOnInsert: { state: 'new' } },
        { upsert: true },
      )
    }
    const first = await Enrolment.updateOne(
      { person: 'a', state: 'new' },
      { $set: { state: 'seen' }, $push: { scores: 3 } },
    )
    const second = await Enrolment.updateOne({ person: 'a', state: 'new' }, { $set: { state: 'twice' } })
    expect([first.modifiedCount, second.modifiedCount]).to.deep.equal([1, 0])
    const populated = await Enrolment.findOne({ person: 'a' })
      .populate<{ cohort: { name: string } }>('cohort')
      .lean()
    expect(populated?.cohort.name).to.equal('Foundations')
    const counted = await Enrolment.aggregate<{ _id: string; n: number }>([
      { $match: { cohort: cohort._id } },
      { $group: { _id: '$state', n: { $sum: 1 } } },
      { $sort: { n: -1 } },
    ])
    expect(counted).to.deep.equal([
      { _id: 'new', n: 2 },
      { _id: 'seen', n: 1 },
    ])
    const walked: string[] = []
    for await (const { person } of Enrolment.find().sort({ person: 1 }).cursor({ batchSize: 1 }))
      walked.push(String(person))
    expect(walked).to.deep.equal(['a', 'b', 'c'])
    expect(await connection.listCollections()).to.have.length.greaterThan(2)
  })

  it('streams a result much larger than a page while it is being written to', async () => {
    const rows = connection.collection<{ _id: number; seen: boolean }>('rows')
    await rows.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id, seen: false })))
    let count = 0
    for await (const { _id } of rows.find({ seen: false }, { sort: { _id: 1 }, batchSize: 100 })) {
      expect(_id).to.equal(count)
      count += 1
      if (_id % 500 === 0) await rows.updateMany({ _id: { $lte: _id } }, { $set: { seen: true } })
    }
    expect(count).to.equal(3000)
  })
})
