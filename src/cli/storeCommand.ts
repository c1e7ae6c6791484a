import { existsSync } from 'node:fs'
import path from 'node:path'
import { openEmbeddedStore } from '../database/embedded/index.js'
import { storeDir } from '../database/open.js'
import type { Command } from './command.js'

/** The embedded store alone, for mongosh and other tools; until it is told to stop. */
export const storeServe: Command = {
  name: 'store serve',
  summary: 'Serves the embedded store alone and prints its mongodb:// address; Ctrl-C stops it.',
  options: {},
  positionals: ['[DIR]'],
  async run(desk, given) {
    const store = await openEmbeddedStore({ dir: directory(given.at(0)) ?? storeDir(desk.config().dataDir) })
    desk.say(store.uri)
    await new Promise<void>((resolve) => {
      process.once('SIGINT', () => {
        resolve()
      })
      process.once('SIGTERM', () => {
        resolve()
      })
    })
    await store.close()
    return { json: { uri: store.uri, stopped: true }, text: 'The store is closed.' }
  },
}

/** A data directory stands for the store in it, so that nobody makes an empty store beside their data by mistake. */
function directory(given: string | undefined): string | null {
  if (given === undefined) return null
  const inside = storeDir(path.resolve(given))
  return existsSync(inside) ? inside : path.resolve(given)
}
