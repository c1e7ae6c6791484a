import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { systemClock, type Clock } from '../../src/clock/clock.js'
import { loadConfig, type Config } from '../../src/config.js'
import type { PracticeLmsOptions } from '../../src/practiceLms/practiceLms.js'
import { startTool, type Tool } from '../../src/tool.js'
import { createLogger } from '../../src/web/log.js'
import { addTenant, type Tenant } from './tenant.js'

/** The whole thing on loopback: the tool, a practice LMS that is registered with it, and one institution. */
export interface World extends Tenant {
  tool: Tool
  config: Config
  /** The same settings for a process of its own. */
  environment: Record<string, string>
  url: string
  /** Everything the tool logged, as JSON lines. */
  log: string[]
  /** Sends scores until none is on its way; within a second two scores of one person wait for the next one. */
  sendScores(): Promise<void>
  close(): Promise<void>
}

/** Starts a world in a directory of its own. `jobs` false leaves sending to the test (`services.sendDue()`). */
export async function startWorld(
  options: { personality?: PracticeLmsOptions['personality']; clock?: Clock; jobs?: boolean } = {},
): Promise<World> {
  const clock = options.clock ?? systemClock
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'cairn-world-'))
  const port = await freePort()
  const log: string[] = []
  const environment = { DATA_DIR: dataDir, PORT: String(port), ALLOW_PRIVATE_NETWORKS: '1', NODE_ENV: 'test' }
  const config = loadConfig(environment, dataDir)
  const tool = await startTool(config, {
    clock,
    jobs: options.jobs ?? false,
    logger: createLogger('info', { write: (line) => log.push(line) }),
  })
  const { services } = tool
  const personality = options.personality ?? 'moodle'
  const tenant = await addTenant(tool, { name: 'Harbour Institute', personality, clock })

  return {
    ...tenant,
    tool,
    url: tool.url,
    config,
    environment,
    log,
    async sendScores() {
      for (let turn = 0; turn < 30; turn += 1) {
        await services.sendDue()
        if ((await services.scores.openCount()) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    },
    async close() {
      await tenant.lms.close()
      await tool.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
