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
    process.stderr.write(`${reasonOf(error)}\n`)
    process.exitCode = 1
  }
}

/** Throws what an operator cannot mend. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigProblems || error instanceof StoreInUse) return error.message
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code === 'EADDRINUSE')
    return `Port ${String(port)} is in use by another program. Stop that program or set PORT to a free port.`
  if (code === 'EACCES' && port !== undefined)
    return `This user may not listen on port ${String(port)}. Set PORT to 1024 or higher.`
  throw error
}

await main()
