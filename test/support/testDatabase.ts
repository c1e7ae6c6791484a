import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connection } from 'mongoose'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import { migrate } from '../../src/database/migrations.js'

export interface TestDatabase {
  connection: Connection
  /** Makes the collections and indexes of every store created so far. */
  migrate(): Promise<void>
  /** Empties every collection. */
  clear(): Promise<void>
  /** Empties every collection and forgets the stores, so that they can be created anew. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** A real embedded store in a directory of its own, gone when closed. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dir = await mkdtemp(path.join(tmpdir(), 'cairn-test-'))
  const store = await openEmbeddedStore({ dir, sync: false })
  const { connection, close } = await connect(store.uri)
  const clear = async () => {
    await Promise.all(Object.values(connection.models).map((model) => model.deleteMany({})))
  }
  return {
    connection,
    migrate: () => migrate(connection),
    clear,
    reset: async () => {
      await clear()
      connection.deleteModel(/./)
    },
    close: async () => {
      await close()
      await store.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
