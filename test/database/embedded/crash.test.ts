import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose, { type mongo } from 'mongoose'
import { openEmbeddedStore } from '../../../src/database/embedded/index.js'
import { batchSize, type Line, type Sealed, sealOf } from './crash/record.js'

const rounds = 20
const writer = fileURLToPath(new URL('./crash/writer.js', import.meta.url))

/** What must be true of the store after all that was said so far. */
class Ledger {
  readonly present = new Set<string>()
  readonly deleted = new Set<string>()
  readonly batches = new Set<string>()
  /** Each counter lies between what was acknowledged and what was started. */
  readonly counters = new Map<string, { least: number; most: number }>()
  acknowledged = 0

  hear(line: Line): void {
    if (line.said === 'acknowledged') this.acknowledged += 1
    if (line.what === 'insert') this.present.add(line.id)
    if (line.what === 'batch') this.batches.add(line.id)
    if (line.what === 'delete') {
      this.present.delete(line.id)
      if (line.said === 'acknowledged') this.deleted.add(line.id)
    }
    if (line.what === 'count') {
      const counter = this.counters.get(line.id) ?? { least: 0, most: 0 }
      if (line.said === 'acknowledged') counter.least += 1
      else counter.most += 1
      this.counters.set(line.id, counter)
    }
  }
}

/** Starts the writer, kills it in the middle of its work, and gives what it said. */
async function writeUntilKilled(directory: string, round: number): Promise<Line[]> {
  const child = spawn(process.execPath, [writer, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let killing: NodeJS.Timeout | undefined
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    killing ??= setTimeout(() => child.kill('SIGKILL'), 100 + ((round * 37) % 200))
  })
  await once(child, 'close')
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
}

async function check(directory: string, ledger: Ledger): Promise<void> {
  const store = await openEmbeddedStore({ dir: directory })
  const client = await new mongoose.mongo.MongoClient(store.uri).connect()
  try {
    await checkDocuments(client.db().collection<Sealed>('documents'), ledger)
    for (const [name, { least, most }] of ledger.counters) {
      const found = await client
        .db()
        .collection<{ name: string; count: number }>('counters')
        .findOne({ name })
      expect(found?.count ?? 0, name).to.be.within(least, most)
      ledger.counters.set(name, { least: found?.count ?? 0, most: found?.count ?? 0 })
    }
  } finally {
    await client.close()
    await store.close()
  }
}

async function checkDocuments(collection: mongo.Collection<Sealed>, ledger: Ledger): Promise<void> {
  const all = await collection.find().toArray()
  const torn = all.filter(({ _id, payload, seal }) => sealOf(_id, payload) !== seal).map(({ _id }) => _id)
  expect(torn, 'torn').to.deep.equal([])
  const ids = new Set(all.map(({ _id }) => _id))
  expect(
    [...ledger.present].filter((id) => !ids.has(id)),
    'lost',
  ).to.deep.equal([])
  expect(
    [...ledger.deleted].filter((id) => ids.has(id)),
    'back from deletion',
  ).to.deep.equal([])
  const sizes = new Map<string, number>()
  for (const { batch } of all) if (batch !== null) sizes.set(batch, (sizes.get(batch) ?? 0) + 1)
  expect(
    [...sizes.values()].every((size) => size === batchSize),
    'no batch in part',
  ).to.equal(true)
  expect(
    [...ledger.batches].filter((batch) => !sizes.has(batch)),
    'lost batches',
  ).to.deep.equal([])
  const throughIndex = await collection.find({ key: { $gte: '' } }).toArray()
  expect(throughIndex.map(({ _id }) => _id).sort()).to.deep.equal([...ids].sort())
}

describe('the embedded store under kill -9', () => {
  it(`loses no acknowledged write and tears none in ${rounds} kills amid 12 writers`, async function () {
    this.timeout(90_000)
    const directory = await mkdtemp(join(tmpdir(), 'embedded-crash-'))
    const ledger = new Ledger()
    for (let round = 0; round < rounds; round++) {
      for (const line of await writeUntilKilled(directory, round)) ledger.hear(line)
      await check(directory, ledger)
    }
    expect(ledger.acknowledged).to.be.greaterThan(rounds * 20)
    await rm(directory, { recursive: true })
  })
})
