import type { Connection } from 'mongoose'
import { systemClock } from '../clock/clock.js'
import { loadConfig, type Config } from '../config.js'
import type { Services } from '../services.js'
import type { Desk } from './command.js'

interface Opened {
  connection: Connection
  services: Services
  close(): Promise<void>
}

/** A desk for one command, and how to leave it: the store is closed only if it was opened. */
export function openDesk(say: (line: string) => void): Desk & { leave(): Promise<void> } {
  let config: Config | null = null
  let opening: Promise<Opened> | null = null

  const settings = () => (config ??= loadConfig())

  async function open(): Promise<Opened> {
    const { mongodbUri, dataDir } = settings()
    // Loaded only now, so that help and mistakes are answered without waiting for the whole tool.
    const [{ openDatabase }, { migrate }, { createServices }, { createLogger }] = await Promise.all([
      import('../database/open.js'),
      import('../database/migrations.js'),
      import('../services.js'),
      import('../web/log.js'),
    ])
    const database = await openDatabase({ mongodbUri, dataDir, join: true })
    const { connection } = database
    const services = await createServices({
      config: settings(),
      connection,
      clock: systemClock,
      logger: createLogger('silent'),
    })
    await migrate(connection)
    return {
      connection,
      services,
      close: async () => {
        await services.close()
        await database.close()
      },
    }
  }

  return {
    config: settings,
    services: async () => (await (opening ??= open())).services,
    connection: async () => (await (opening ??= open())).connection,
    input: process.stdin,
    say,
    async leave() {
      const opened = await opening?.catch(() => null)
      await opened?.close()
    },
  }
}
