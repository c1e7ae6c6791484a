import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { systemClock, type Clock } from '../../src/clock/clock.js'
import { loadConfig } from '../../src/config.js'
import { operator } from '../../src/identity/actor.js'
import {
  createPracticeLms,
  type PracticeLms,
  type PracticeLmsOptions,
} from '../../src/practiceLms/practiceLms.js'
import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import { startTool, type Tool } from '../../src/tool.js'
import { createLogger } from '../../src/web/log.js'
import { Visitor, type Page } from './visitor.js'

/** The whole thing on loopback: the tool, a practice LMS that is registered with it, and one institution. */
export interface World {
  tool: Tool
  lms: PracticeLms
  url: string
  institutionId: string
  registrationId: string
  /** Everything the tool logged, as JSON lines. */
  log: string[]
  /** Opens an assignment (or with none, the course) as somebody of the cast, the way a browser would. */
  launch(person: string, options?: LaunchOptions): Promise<{ visitor: Visitor; page: Page }>
  /** Sends scores until none is on its way; within a second two scores of one person wait for the next one. */
  sendScores(): Promise<void>
  close(): Promise<void>
}

export interface LaunchOptions {
  assignment?: string
  course?: string
  message?: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest'
  visitor?: Visitor
}

/** Starts a world in a directory of its own. `jobs` false leaves sending to the test (`services.sendDue()`). */
export async function startWorld(
  options: { personality?: PracticeLmsOptions['personality']; clock?: Clock; jobs?: boolean } = {},
): Promise<World> {
  const clock = options.clock ?? systemClock
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'cairn-world-'))
  const port = await freePort()
  const log: string[] = []
  const config = loadConfig(
    { DATA_DIR: dataDir, PORT: String(port), ALLOW_PRIVATE_NETWORKS: '1', NODE_ENV: 'test' },
    dataDir,
  )
  const tool = await startTool(config, {
    clock,
    jobs: options.jobs ?? false,
    logger: createLogger('info', { write: (line) => log.push(line) }),
  })
  const lms = await createPracticeLms({
    personality: options.personality ?? 'moodle',
    now: () => clock.now(),
  })
  await lms.listen()
  const { services } = tool
  const { id: institutionId } = await services.institutions.create(operator, { name: 'Harbour Institute' })
  await offerShippedCatalogue(services.catalogue, operator, institutionId)
  const registered = lms.registerTool({
    name: 'Cairn',
    loginUrl: `${tool.url}/lti/login`,
    redirectUris: [`${tool.url}/lti/launch`],
    keysUrl: `${tool.url}/lti/keys`,
  })
  const urls = lms.platform()
  const registration = await services.platforms.add(operator, {
    institutionId,
    issuer: urls.issuer,
    clientId: registered.clientId,
    authUrl: urls.authorizationUrl,
    tokenUrl: urls.tokenUrl,
    jwksUrl: urls.keysUrl,
    family: options.personality ?? 'moodle',
    deploymentId: registered.deploymentId,
    approve: true,
  })

  return {
    tool,
    lms,
    url: tool.url,
    institutionId,
    registrationId: registration.id,
    log,
    async launch(person, { visitor = new Visitor(), ...request } = {}) {
      const login = lms.launch({ person, ...request })
      const asked = await visitor.sendOnce(login.url, login.parameters, new URL(urls.issuer))
      const answer = await lms.authorize(Object.fromEntries(asked.searchParams))
      if (answer.kind === 'refused') throw new Error(`the practice LMS refused: ${answer.reason}`)
      const page = await visitor.send(answer.url, answer.fields, new URL(urls.issuer))
      return { visitor, page }
    },
    async sendScores() {
      for (let turn = 0; turn < 30; turn += 1) {
        await services.sendDue()
        if ((await services.scores.openCount()) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    },
    async close() {
      await lms.close()
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
