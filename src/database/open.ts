import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { connect, type Database } from './connection.js'
import { openEmbeddedStore, runningStoreUri } from './embedded/index.js'

/** Where the embedded store of a data directory keeps its files. */
export const storeDir = (dataDir: string): string => path.join(dataDir, 'store')

/**
 * Opens the store the settings ask for: MongoDB at `mongodbUri`, else the embedded store in `dataDir`.
 * Another process that already serves that directory makes this reject with `StoreInUse`, unless `join` is set:
 * then it is joined through its socket (the command line beside a running tool).
 */
export async function openDatabase(options: {
  mongodbUri: string | undefined
  dataDir: string
  join?: boolean
  /** False writes without waiting for the disk: for data that can be written again from the start. */
  durable?: boolean
}): Promise<Database> {
  if (options.mongodbUri) return connect(options.mongodbUri)
  const dir = storeDir(options.dataDir)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const running = options.join ? await runningStoreUri(dir) : null
  if (running) return connect(running)
  const store = await openEmbeddedStore({ dir, sync: options.durable !== false })
  try {
    const database = await connect(store.uri)
    return {
      connection: database.connection,
      close: async () => {
        await database.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
