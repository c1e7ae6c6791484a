import { expect } from 'chai'
import mongoose, { type mongo } from 'mongoose'
import { openTemporaryStore } from './temporaryStore.js'

const clients = 50

describe('the embedded store with fifty clients at once', () => {
  let store: Awaited<ReturnType<typeof openTemporaryStore>>
  let client: mongo.MongoClient
  let db: mongo.Db

  before(async () => {
    store = await openTemporaryStore({ ttlSweepMs: 50 })
    client = await new mongoose.mongo.MongoClient(store.uri, { maxPoolSize: clients }).connect()
    db = client.db()
  })

  after(async () => {
    await client.close()
    await store.remove()
  })

  const all = <T>(action: (i: number) => Promise<T>) =>
    Promise.all(Array.from({ length: clients }, (_, i) => action(i)))

  it('makes one document of fifty upserts of one unique key, and counts every one', async () => {
    const people = db.collection('people')
    await people.createIndex({ email: 1 }, { unique: true })
    const seen = await all(() =>
      people.findOneAndUpdate(
        { email: 'a@example.org' },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    )
    expect(await people.countDocuments({ email: 'a@example.org' })).to.equal(1)
    expect(seen.map((document) => Number(document?.['n'])).sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: clients }, (_, i) => i + 1),
    )
  })

  it('lets one of fifty inserts of one unique key win and tells the others which key was taken', async () => {
    const slugs = db.collection('slugs')
    await slugs.createIndex({ institution: 1, slug: 1 }, { unique: true })
    const outcomes = await all((i) =>
      slugs.insertOne({ institution: 'i', slug: 's', i }).then(
        () => 'won',
        (error: unknown) => error,
      ),
    )
    const lost = outcomes.filter((outcome) => outcome instanceof mongoose.mongo.MongoServerError)
    expect(outcomes.filter((outcome) => outcome === 'won')).to.have.length(1)
    expect(lost).to.have.length(clients - 1)
    expect(lost[0]).to.include({ code: 11000 })
    expect(lost[0]?.['keyPattern']).to.deep.equal({ institution: 1, slug: 1 })
    expect(lost[0]?.['keyValue']).to.deep.equal({ institution: 'i', slug: 's' })
  })

  it('lets one of fifty take a lease', async () => {
    const leases = db.collection<{ _id: string; until: Date; holder: number }>('leases')
    await leases.insertOne({ _id: 'job', until: new Date(0), holder: -1 })
    const taken = await all((holder) =>
      leases.updateOne(
        { _id: 'job', until: { $lt: new Date() } },
        { $set: { until: new Date(Date.now() + 60_000), holder } },
      ),
    )
    expect(taken.filter(({ modifiedCount }) => modifiedCount === 1)).to.have.length(1)
  })

  it('removes what a TTL index lets expire, and only that, while fifty upserts go on', async () => {
    const sessions = db.collection<{ _id: string; expires?: Date | null; n?: number }>('sessions')
    await sessions.createIndex({ expires: 1 }, { expireAfterSeconds: 0 })
    await all((i) =>
      sessions.updateOne(
        { _id: `s${i}` },
        { $set: { expires: new Date(Date.now() + (i % 2 === 0 ? -1000 : 60_000)) }, $inc: { n: 1 } },
        { upsert: true },
      ),
    )
    await sessions.insertMany([{ _id: 'never' }, { _id: 'null', expires: null }])
    await sessions.updateOne(
      { _id: 's0' },
      { $set: { expires: new Date(Date.now() + 60_000) } },
      { upsert: true },
    )
    for (
      let tries = 0;
      tries < 100 && (await sessions.countDocuments({ expires: { $lt: new Date() } })) > 0;
      tries++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const left = (await sessions.find().toArray()).map(({ _id }) => _id)
    expect(left.filter((id) => /^s\d*[13579]$/.test(id))).to.have.length(25)
    expect(left).to.include.members(['never', 'null', 's0'])
    expect(left).to.have.length(28)
  })
})
