import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { openEmbeddedStore, runningStoreUri, StoreInUse } from '../../../src/database/embedded/index.js'
import { openTemporaryStore } from './temporaryStore.js'

const holder = fileURLToPath(new URL('./opening/holder.js', import.meta.url))

/** Another process that holds a store open until it is killed; gives its answer to opening it. */
async function hold(directory: string): Promise<{ answer: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [holder, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  const gone = once(child, 'close')
  return {
    answer: chunk.toString().trim(),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function refusal(directory: string): Promise<StoreInUse> {
  const error: unknown = await openEmbeddedStore({ dir: directory }).then(
    (store) => store.close().then(() => 'opened'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof StoreInUse) return error
  throw new Error(`expected a refusal, got ${String(error)}`)
}

describe('opening the embedded store', () => {
  let directory: string

  beforeEach(async () => {
    // The name begins like the store's own temporary directories: closing must not take it for one of them.
    directory = await mkdtemp(join(tmpdir(), 'cairn-open-'))
  })

  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('keeps its data from one opening to the next, indexes included', async () => {
    for (const round of [1, 2]) {
      const store = await openEmbeddedStore({ dir: directory })
      const connection = await mongoose.createConnection(store.uri).asPromise()
      const things = connection.collection<{ _id: number }>('things')
      await things.createIndex({ name: 1 }, { unique: true })
      await things.insertOne({ _id: round, name: `n${round}` } as { _id: number })
      expect(await things.countDocuments()).to.equal(round)
      expect(
        await things
          .insertOne({ _id: 9, name: 'n1' } as { _id: number })
          .catch((e: { code: number }) => e.code),
      ).to.equal(11000)
      await connection.close()
      await store.close()
    }
  })

  it('opens 100,000 documents in under a second and finds one at once', async function () {
    this.timeout(60_000)
    const first = await openTemporaryStore({ dir: directory })
    const filling = await mongoose.createConnection(first.uri).asPromise()
    const collection = filling.collection('many')
    await collection.createIndex({ email: 1 }, { unique: true })
    for (let start = 0; start < 100_000; start += 5000) {
      await collection.insertMany(
        Array.from({ length: 5000 }, (_, i) => ({
          email: `person${start + i}@example.org`,
          n: start + i,
          padding: 'x'.repeat(200),
        })),
      )
    }
    await filling.close()
    await first.close()

    const began = performance.now()
    const store = await openEmbeddedStore({ dir: directory })
    const opened = performance.now() - began
    const connection = await mongoose.createConnection(store.uri).asPromise()
    expect(await connection.collection('many').findOne({ email: 'person77777@example.org' })).to.include({
      n: 77_777,
    })
    expect(await connection.collection('many').countDocuments()).to.equal(100_000)
    await connection.close()
    await store.close()
    expect(opened).to.be.lessThan(1000)
  })

  it('refuses a second process, says what to do, and tells where the running store is', async () => {
    const other = await hold(directory)
    const refused = await refusal(directory)
    expect(refused.message).to.include(directory).and.to.include('Stop that process')
    expect(refused.uri).to.equal(other.answer)
    expect(await runningStoreUri(directory)).to.equal(other.answer)
    const joined = await mongoose.createConnection(refused.uri).asPromise()
    expect(await joined.collection('any').countDocuments()).to.equal(0)
    await joined.close()
    await other.kill()
  })

  it('opens again at once when its owner was killed, whatever that left behind', async () => {
    for (let round = 0; round < 3; round++) {
      const other = await hold(directory)
      expect(other.answer).to.match(/^mongodb:/)
      await other.kill()
      expect(await runningStoreUri(directory)).to.equal(null)
    }
    const store = await openEmbeddedStore({ dir: directory })
    await store.close()
    expect((await readdir(directory)).filter((name) => name !== 'lmdb')).to.deep.equal([])
  })

  it('is not fooled by a word left in running.json', async () => {
    await writeFile(join(directory, 'running.json'), '{"socket":"/nowhere/at.all"}')
    expect(await runningStoreUri(directory)).to.equal(null)
    await (await openEmbeddedStore({ dir: directory })).close()
  })

  it('lets exactly one of eight processes in that start at the same moment', async function () {
    this.timeout(60_000)
    await (await hold(directory)).kill() // so that all find a dead owner
    const others = await Promise.all(Array.from({ length: 8 }, () => hold(directory)))
    const winners = others.filter(({ answer }) => answer.startsWith('mongodb:'))
    expect(winners).to.have.length(1)
    expect(others.filter(({ answer }) => answer === 'StoreInUse')).to.have.length(7)
    for (const other of others) await other.kill()
  })

  it('keeps its directory to its owner, and manages where the path is too long for a socket', async () => {
    const deep = join(directory, 'd'.repeat(60), 'e'.repeat(60))
    const store = await openEmbeddedStore({ dir: deep })
    const connection = await mongoose.createConnection(store.uri).asPromise()
    await connection.collection('any').insertOne({ a: 1 })
    expect((await stat(deep)).mode & 0o777).to.equal(0o700)
    const socket = decodeURIComponent(/^mongodb:\/\/(.*)\/cairn/.exec(store.uri)?.[1] ?? '')
    expect(Buffer.byteLength(socket)).to.be.lessThan(104)
    expect((await stat(join(socket, '..'))).mode & 0o777).to.equal(0o700)
    expect((await refusal(deep)).uri).to.equal(store.uri)
    await connection.close()
    await store.close()
    expect(await stat(socket).catch(() => 'gone')).to.equal('gone')
  })
})
