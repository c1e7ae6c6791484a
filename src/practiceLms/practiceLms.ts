import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { canvasPersonality } from './canvasPersonality.js'
import { createControls } from './controls.js'
import type { Controls } from './controls.js'
import { createFaults } from './faults.js'
import { createLaunches } from './launches.js'
import { moodlePersonality } from './moodlePersonality.js'
import type { Personality } from './personality.js'
import { createPlacements } from './placements.js'
import { newSigningKey } from './platformKeys.js'
import { createRequestLog } from './requestLog.js'
import { foundationsOfPractice, seed } from './seeds.js'
import type { CourseSeed } from './seeds.js'
import type { Site } from './site.js'
import { emptyState } from './state.js'
import type { StoredKey } from './state.js'
import { keepState, readState } from './stateFile.js'
import { createTampering } from './tampering.js'
import { createToolKeys } from './toolKeys.js'

export interface PracticeLmsOptions {
  /** Its base URL, which is the `iss` of its tokens too. May be left out when `listen` picks the port. */
  issuer?: string
  /** Where it is reached, when that is not the issuer (two LMSs can share an issuer, as hosted Canvases do). */
  baseUrl?: string
  personality: 'moodle' | 'canvas'
  /** Courses a new LMS starts with; "Foundations of Practice" with the whole cast when left out. */
  courses?: readonly CourseSeed[]
  /** A JSON file that keeps everything across restarts; nothing is kept without it. */
  dataFile?: string
  now?: () => Date
  /** Keeps a tool's key set at least this long, also when a key is not in it. */
  keepToolKeysMs?: number
  /** Its first signing key, from `newSigningKey`; made at once when left out, which takes a moment. */
  signingKey?: StoredKey
}

const personalities: Record<PracticeLmsOptions['personality'], Personality> = {
  moodle: moodlePersonality,
  canvas: canvasPersonality,
}

export type PracticeLms = Controls & {
  readonly app: ReturnType<typeof createApp>
  /** Starts to serve; port 0 picks a free one. Returns the base URL. */
  listen(port?: number, host?: string): Promise<string>
  /** Stops serving, cuts open connections and writes what is not yet in the file. */
  close(): Promise<void>
}

/** Makes a practice LMS: a strict LTI 1.3 platform with a cast, a course, a gradebook and switchable faults. */
export async function createPracticeLms(options: PracticeLmsOptions): Promise<PracticeLms> {
  const dataFile = options.dataFile ?? null
  const kept = dataFile === null ? null : readState(dataFile)
  const state = kept ?? emptyState()
  const keeper = keepState(state, dataFile)
  let baseUrl = options.baseUrl ?? options.issuer ?? null
  let server: Server | null = null
  const whereAmI = (): string => {
    if (baseUrl === null)
      throw new Error('The practice LMS has no address yet: give an issuer or listen first')
    return baseUrl.replace(/\/$/, '')
  }
  const site: Site = {
    state,
    personality: personalities[options.personality],
    launches: createLaunches(),
    placements: createPlacements(),
    toolKeys: createToolKeys(options.keepToolKeysMs, options.now),
    faults: createFaults(),
    requests: createRequestLog(),
    tampering: createTampering(),
    extras: { rosterDifferences: false },
    issuer: () => options.issuer ?? whereAmI(),
    baseUrl: whereAmI,
    now: options.now ?? (() => new Date()),
    changed: keeper.touch,
  }
  if (!kept) seed(site, options.courses ?? [foundationsOfPractice])
  if (state.keys.length === 0) state.keys.push(options.signingKey ?? (await newSigningKey()))
  keeper.touch()
  const app = createApp(site)
  return {
    ...createControls(site),
    app,
    async listen(port = 0, host = '127.0.0.1') {
      const listening = app.listen(port, host)
      server = listening
      await new Promise<void>((resolve, reject) => listening.once('listening', resolve).once('error', reject))
      baseUrl ??= `http://${host}:${(listening.address() as AddressInfo).port}`
      return whereAmI()
    },
    async close() {
      const closing = server
      server = null
      if (closing) {
        closing.closeAllConnections()
        await new Promise((resolve) => closing.close(resolve))
      }
      keeper.flush()
    },
  }
}
