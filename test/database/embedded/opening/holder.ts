import { openEmbeddedStore } from '../../../../src/database/embedded/index.js'

/** Opens the store in a directory, says its URI (or why not), and stays until it is killed. */
try {
  const { uri } = await openEmbeddedStore({ dir: process.argv[2] ?? '' })
  process.stdout.write(`${uri}\n`)
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.name : String(error)}\n`)
  setInterval(() => undefined, 1000)
}
