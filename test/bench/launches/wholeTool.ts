import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfig } from '../../../src/config.js'
import { operator } from '../../../src/audit/actor.js'
import { startTool } from '../../../src/tool.js'
import { serveParent } from './child.js'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** Child process: the whole product as `npm start` runs it, jobs and all; a launch ends in its own records (person, cohort, enrolment). */
serveParent(async (platform) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'cairn-bench-'))
  const PORT = String(await freePort())
  const config = loadConfig(
    {
      PORT,
      DATA_DIR: directory,
      ALLOW_PRIVATE_NETWORKS: '1',
      LOG_LEVEL: 'warn',
      PLATFORM_LAUNCHES_PER_MINUTE: '1000000',
    },
    directory,
  )
  const tool = await startTool(config)
  const { platforms, institutions } = tool.services
  const institution = await institutions.create(operator, { name: 'Bench' })
  await platforms.add(operator, {
    institutionId: institution.id,
    ...platform,
    deploymentId: 'dep-1',
    approve: true,
  })
  return {
    url: tool.url,
    async close() {
      await tool.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
})
