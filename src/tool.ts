import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { systemClock, type Clock } from './clock/clock.js'
import type { Config } from './config.js'
import { migrate } from './database/migrations.js'
import { openDatabase } from './database/open.js'
import { createServices, type Services } from './services.js'
import { httpServer } from './web/httpServer.js'
import { createLogger, type Logger } from './web/log.js'

/** How long requests and jobs under way may take to end when the tool stops. */
const GRACE_MS = 5_000

/** The running tool. */
export interface Tool {
  url: string
  services: Services
  /** Stops taking requests, gives those under way and jobs a few seconds to end, then closes the store. */
  close(): Promise<void>
}

/**
 * Starts the whole tool: store, migrations, services, web server and, unless told otherwise, jobs.
 * Port 0 picks a free one; then `config.publicUrl` should name it (tests pass a URL they made sure of).
 * Rejects when the store is in use or the port is taken.
 */
export async function startTool(
  config: Config,
  options: { clock?: Clock; logger?: Logger; jobs?: boolean; durable?: boolean } = {},
): Promise<Tool> {
  const clock = options.clock ?? systemClock
  const logger = options.logger ?? createLogger(config.logLevel)
  const database = await openDatabase({ ...config, durable: options.durable ?? true })
  try {
    const services = await createServices({ config, connection: database.connection, clock, logger })
    await migrate(database.connection)
    const server = httpServer(createApp(services))
    server.listen(config.port, config.host)
    await once(server, 'listening')
    if (options.jobs !== false) services.jobs.start()
    const { port } = server.address() as AddressInfo
    const stop = async () => {
      await Promise.all([answerAndClose(server), atMost(GRACE_MS, services.jobs.stop())])
      await services.close()
      await database.close()
    }
    let stopping: Promise<void> | null = null
    return {
      url: `http://localhost:${String(port)}`,
      services,
      close: () => (stopping ??= stop()),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Takes no new connections, drops each as it falls idle, and cuts those that are still busy when time is up. */
async function answerAndClose(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  const idle = setInterval(() => {
    server.closeIdleConnections()
  }, 50)
  const late = setTimeout(() => {
    server.closeAllConnections()
  }, GRACE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}

/** Waits for work, but no longer than this: what a job leaves undone is found and done at the next start. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
