import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose, { type mongo } from 'mongoose'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'

interface Figure {
  name: string
  value: number
  unit: string
  /** What `ratio` compares with. */
  against?: string
  ratio?: number
}

interface Person {
  _id: string
  email: string
  institution: string
  at: Date
  visits: number
  note: string
}

const clients = 50
const stored = 100_000

/** The embedded store through the real driver: writes are on disk before they are acknowledged. */
export async function benchStore(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'bench-store-'))
  try {
    await fill(dir)
    const began = performance.now()
    const store = await openEmbeddedStore({ dir })
    const opened = performance.now() - began
    const client = await new mongoose.mongo.MongoClient(store.uri, { maxPoolSize: clients }).connect()
    const figures = await measure(client.db().collection<Person>('people'))
    await client.close()
    await store.close()
    return [...figures, { name: `store: open ${stored} documents`, value: round(opened), unit: 'ms' }]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function person(id: string, n: number): Person {
  return {
    _id: `person-${id}`,
    email: `person-${id}@example.org`,
    institution: `institution-${n % 7}`,
    at: new Date(),
    visits: 0,
    note: 'x'.repeat(150),
  }
}

async function fill(dir: string): Promise<void> {
  const store = await openEmbeddedStore({ dir, sync: false })
  const client = await new mongoose.mongo.MongoClient(store.uri).connect()
  const people = client.db().collection<Person>('people')
  await people.createIndex({ email: 1 }, { unique: true })
  await people.createIndex({ institution: 1, at: -1 })
  for (let start = 0; start < stored; start += 5000) {
    await people.insertMany(Array.from({ length: 5000 }, (_, i) => person(String(start + i), start + i)))
  }
  await client.close()
  await store.close()
}

async function measure(people: mongo.Collection<Person>): Promise<Figure[]> {
  const someone = (n: number) => ({ email: `person-${(n * 7919) % stored}@example.org` })
  const insert = (tag: string) => (n: number) => people.insertOne(person(tag + String(n), n))
  const find = (n: number) => people.findOne(someone(n))
  const visit = (n: number) => people.findOneAndUpdate(someone(n), { $inc: { visits: 1 } })
  await Promise.all([together(2000, find), serial(200, insert('warm-'))])
  return [
    ...(await figuresOf('durable insert', 1000, insert('alone-'), insert('together-'))),
    ...(await figuresOf('find by unique key', 2000, find, find)),
    ...(await figuresOf('findOneAndUpdate', 1000, visit, visit)),
  ]
}

async function figuresOf(what: string, count: number, alone: Action, crowded: Action): Promise<Figure[]> {
  const times = await serial(count, alone)
  const perSecond = await together(10_000, crowded)
  const at = (share: number) => round(times[Math.floor(times.length * share)] ?? NaN)
  const rateAlone = (times.length * 1000) / times.reduce((sum, time) => sum + time, 0)
  return [
    { name: `store: ${what}, p50`, value: at(0.5), unit: 'ms' },
    { name: `store: ${what}, p99`, value: at(0.99), unit: 'ms' },
    {
      name: `store: ${what}, ${clients} clients`,
      value: Math.round(perSecond),
      unit: '/s',
      against: 'one client',
      ratio: round(perSecond / rateAlone),
    },
  ]
}

type Action = (n: number) => Promise<unknown>

/** One client, one operation after another: how long each took, in ms, shortest first. */
async function serial(count: number, action: Action): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const began = performance.now()
    await action(n)
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)
}

/** Fifty clients, each one operation after another: operations per second. */
async function together(count: number, action: Action): Promise<number> {
  let next = 0
  const began = performance.now()
  const work = async () => {
    while (next < count) await action(next++)
  }
  await Promise.all(Array.from({ length: clients }, work))
  return (count * 1000) / (performance.now() - began)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
