import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { systemClock, type Clock } from './clock/clock.js'
import type { Config } from './config.js'
import { migrate } from './database/migrations.js'
import { openDatabase } from './database/open.js'
import { createServices, type Services } from './services.js'
import { createLogger, type Logger } from './web/log.js'

/** The running tool. */
export interface Tool {
  url: string
  services: Services
  /** Stops taking requests, lets jobs finish their step, then closes the store. */
  close(): Promise<void>
}

/**
 * Starts the whole tool: store, migrations, services, web server and, unless told otherwise, jobs.
 * Port 0 picks a free one; then `config.publicUrl` should name it (tests pass a URL they made sure of).
 * Rejects when the store is in use or the port is taken.
 */
export async function startTool(
  config: Config,
  options: { clock?: Clock; logger?: Logger; jobs?: boolean } = {},
): Promise<Tool> {
  const clock = options.clock ?? systemClock
  const logger = options.logger ?? createLogger(config.logLevel)
  const database = await openDatabase(config)
  try {
    const services = await createServices({ config, connection: database.connection, clock, logger })
    await migrate(database.connection)
    const server = createServer(createApp(services))
    server.headersTimeout = 20_000
    server.requestTimeout = 30 * 60_000
    server.listen(config.port, config.host)
    await once(server, 'listening')
    if (options.jobs !== false) services.jobs.start()
    const { port } = server.address() as AddressInfo
    return {
      url: `http://localhost:${String(port)}`,
      services,
      close: async () => {
        await services.jobs.stop()
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
        await services.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
