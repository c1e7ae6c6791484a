import { ConfigProblems, loadConfig } from './config.js'
import { StoreInUse } from './database/embedded/index.js'
import { startTool } from './tool.js'

/** `npm start`: the tool alone. Says in one sentence why it cannot start, and stops in order on a signal. */
async function main(): Promise<void> {
  try {
    const config = loadConfig()
    const tool = await startTool(config)
    process.stdout.write(
      `Cairn is ready at ${config.publicUrl} (listening on ${config.host}:${String(config.port)})\n`,
    )
    const stop = () => {
      void tool.close().then(() => process.exit(0))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  } catch (error) {
    if (!(error instanceof ConfigProblems) && !(error instanceof StoreInUse) && !portTaken(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

function portTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

await main()
