import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { ConfigProblems, type Config } from '../config.js'
import { StoreInUse } from '../database/embedded/index.js'
import { operator } from '../audit/actor.js'
import type { Registration } from '../institutions/registration.js'
import type { Services } from '../services.js'
import { viewContext } from '../web/views.js'
import type { Command, Desk, Outcome } from './command.js'
import { findingShown } from '../institutions/platformCheckView.js'

/** One thing that was looked at, how it is, and what to do where it is not well. */
interface Finding {
  name: string
  ok: boolean
  /** True where it cannot be known yet; `cure` says what would tell. */
  open?: boolean
  says: string
  cure?: string
}

/** Looks at everything an installation needs and says one line about each, with the cure. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks settings, store, clock and the way to each platform; one line each, with the cure.',
  options: {},
  positionals: [],
  async run(desk) {
    const findings: Finding[] = []
    const config = settings(desk, findings)
    if (config) {
      findings.push(await checkDataDir(config.dataDir))
      const services = await store(desk, config, findings)
      if (services) findings.push(...(await platforms(services)))
    }
    return report(findings)
  },
}

function settings(desk: Desk, findings: Finding[]): Config | null {
  try {
    const config = desk.config()
    const mode = config.production ? 'production' : 'development'
    findings.push({ name: 'settings', ok: true, says: `${mode}, ${config.publicUrl}` })
    return config
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error
    findings.push(
      ...error.problems.map((cure) => ({ name: 'settings', ok: false, says: 'not acceptable', cure })),
    )
    return null
  }
}

async function checkDataDir(dataDir: string): Promise<Finding> {
  const name = 'data directory'
  try {
    await rm(await mkdtemp(path.join(dataDir, '.doctor-')), { recursive: true })
    return { name, ok: true, says: `${dataDir} can be written to` }
  } catch {
    const cure = 'Make the directory and give it to the user that runs Cairn.'
    return { name, ok: false, says: `${dataDir} cannot be written to`, cure }
  }
}

async function store(desk: Desk, config: Config, findings: Finding[]): Promise<Services | null> {
  const says = config.mongodbUri ? 'MongoDB answers' : 'the embedded store answers'
  try {
    const services = await desk.services()
    const ok = await services.storeReachable()
    findings.push(ok ? { name: 'store', ok, says } : { name: 'store', ok, says: 'it does not answer' })
    return ok ? services : null
  } catch (error) {
    const cure = config.mongodbUri
      ? 'Check MONGODB_URI and that MongoDB runs and lets this machine in.'
      : 'Check DATA_DIR; stop the process that uses it, or start Cairn with another one.'
    if (!(error instanceof Error)) throw error
    const why = error instanceof StoreInUse ? 'it is in use' : error.message
    findings.push({ name: 'store', ok: false, says: `it could not be opened: ${why}`, cure })
    return null
  }
}

async function platforms(services: Services): Promise<Finding[]> {
  const [all, deployments] = await Promise.all([
    services.platforms.list(operator),
    services.platforms.deployments(operator),
  ])
  const waiting = [...all, ...deployments].filter(({ status }) => status === 'pending').length
  const active = all.filter(({ status }) => status === 'active')
  const words = viewContext('en')
  /** Two may be called alike: then each by its host, too. */
  const called = ({ id, name, hosts }: Registration) =>
    active.some((other) => other.id !== id && other.name === name) ? `${name} (${hosts[0] ?? ''})` : name
  const checked = await Promise.all(
    active.map(async (platform) =>
      (await services.checkPlatform(platform)).map((finding) => {
        const { outcome, name, says, cure } = findingShown(finding, words)
        const well = {
          name: `${called(platform)}: ${name}`,
          ok: outcome !== 'no',
          says,
          ...(cure ? { cure } : {}),
        }
        return outcome === 'open' ? { ...well, open: true } : well
      }),
    ),
  )
  return [
    {
      name: 'platforms',
      ok: active.length > 0,
      says: `${String(active.length)} active`,
      ...(active.length > 0
        ? {}
        : { cure: 'Add one: cairn registration-link --institution ID --approve, or cairn platform add.' }),
    },
    ...(waiting > 0
      ? [
          {
            name: 'approvals',
            ok: false,
            says: `${String(waiting)} waiting`,
            cure: 'Look at cairn platform list, then cairn platform approve ID or cairn deployment approve ID.',
          },
        ]
      : []),
    ...checked.flat(),
    {
      name: 'launches turned away',
      ok: true,
      says: 'the running process remembers them: in the console, Learning platforms, Run the self-test',
    },
  ]
}

function report(findings: Finding[]): Outcome {
  const lines = findings.map(
    ({ ok, open, name, says, cure }) =>
      `${open ? '?   ' : ok ? 'ok  ' : 'MEND'}  ${name}: ${says}${cure ? `\n      ${cure}` : ''}`,
  )
  const ok = findings.every((finding) => finding.ok)
  return { json: { ok, findings }, text: lines.join('\n'), ok }
}
