import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TestPlatform } from '../lti/support/platform.js'
import { load, type Figures, type Load } from './launches/load.js'
import type { Usage } from './launches/child.js'
import { rounded, type Measure } from './measure.js'

type Child = 'cairnTool' | 'bareLtijs' | 'wholeTool'

interface Running {
  url: string
  platform: TestPlatform
  /** What the child's process has used so far; its heap after a forced collection. */
  usage(): Promise<Usage>
}

/** Starts one tool in a process of its own, while this one plays the platform and the browsers. */
async function withChild<T>(child: Child, work: (running: Running) => Promise<T>): Promise<T> {
  const platform = await TestPlatform.start()
  const script = fileURLToPath(new URL(`./launches/${child}.js`, import.meta.url))
  const running = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--expose-gc'] })
  try {
    running.send({
      issuer: platform.url,
      clientId: 'bench-client',
      jwksUrl: `${platform.url}/jwks`,
      authUrl: `${platform.url}/auth`,
      tokenUrl: `${platform.url}/token`,
    })
    const { url } = await answerOf<{ url: string }>(running)
    return await work({
      url,
      platform,
      usage: () => {
        running.send('usage')
        return answerOf<Usage>(running)
      },
    })
  } finally {
    running.disconnect()
    const stubborn = setTimeout(() => running.kill(), 5_000)
    await once(running, 'exit')
    clearTimeout(stubborn)
    await platform.stop()
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

interface Round extends Figures {
  /** Processor time of the tool's process, its store within it, in milliseconds for each launch. */
  processor: number
  /** Requests for the platform's keys, of the whole run, for each 1,000 launches. */
  keyFetches: number
}

const warmUps = 5

const round = (child: Child, options: Load): Promise<Round> =>
  withChild(child, async ({ url, platform, usage }) => {
    await load(url, platform, { ...options, times: warmUps })
    const before = await usage()
    const figures = await load(url, platform, options)
    const { processorMs } = await usage()
    const launches = options.people * options.times
    return {
      ...figures,
      processor: (processorMs - before.processorMs) / launches,
      keyFetches: (platform.keyFetches * 1000) / (launches + options.people * warmUps),
    }
  })

/**
 * Full launches with a hundred people at once: Cairn's protocol room (every check on) against a bare ltijs 5.9.9 application with its own
 * database code, both on an embedded store that flushes every write; and the whole product, whose launches end in its own records. The
 * three take turns; the medians of the rounds are told.
 */
export async function benchLaunches(options: {
  people: number
  times: number
  rounds: number
}): Promise<Measure[]> {
  const { people, times, rounds } = options
  const taken: Record<Child, Round[]> = { bareLtijs: [], cairnTool: [], wholeTool: [] }
  for (let count = 0; count < rounds; count += 1) {
    taken.bareLtijs.push(await round('bareLtijs', { people, times, landing: true }))
    taken.cairnTool.push(await round('cairnTool', { people, times, landing: true }))
    taken.wholeTool.push(await round('wholeTool', { people, times, landing: false }))
  }
  const middle = (child: Child, figure: keyof Round) => {
    const sorted = taken[child].map((each) => each[figure]).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? NaN
  }
  const both = (name: string, unit: string, figure: keyof Round): Measure[] => {
    const base = middle('bareLtijs', figure)
    const value = middle('cairnTool', figure)
    return [
      { name: `${name}, ltijs 5.9.9`, value: rounded(base), unit },
      { name, value: rounded(value), unit, against: 'ltijs 5.9.9', ratio: rounded(value / base) },
    ]
  }
  const alone = (name: string, unit: string, value: number): Measure => ({
    name,
    value: rounded(value),
    unit,
  })
  return [
    ...both('full launches', 'launches/s', 'perSecond'),
    ...both('full launch, p50', 'ms', 'p50'),
    ...both('full launch, p99', 'ms', 'p99'),
    ...both('processor time of a full launch', 'ms', 'processor'),
    alone('key fetches, ltijs 5.9.9', 'per 1,000 launches', middle('bareLtijs', 'keyFetches')),
    alone('key fetches', 'per 1,000 launches', middle('cairnTool', 'keyFetches')),
    alone('launches into the whole product, no landing page', 'launches/s', middle('wholeTool', 'perSecond')),
    alone('launch into the whole product, p99', 'ms', middle('wholeTool', 'p99')),
    alone('processor time of a launch into the whole product', 'ms', middle('wholeTool', 'processor')),
  ]
}

/**
 * How the memory of the whole product grows while a hundred people come in again and again, `launches` times in all, after the first
 * `warmUp` have filled its caches: its heap after a collection, and everything that is resident and its own.
 */
export const benchMemory = ({ launches, warmUp }: { launches: number; warmUp: number }): Promise<Measure[]> =>
  withChild('wholeTool', async ({ url, platform, usage }) => {
    const people = 100
    await load(url, platform, { people, times: warmUp / people, landing: false })
    const before = await usage()
    await load(url, platform, { people, times: launches / people, landing: false })
    const after = await usage()
    const over = `growth over ${launches.toLocaleString('en')} launches`
    const megabytes = (bytes: number) => rounded(bytes / 1_048_576, 1)
    return [
      { name: `heap, ${over}`, value: megabytes(after.heap - before.heap), unit: 'MB' },
      { name: `resident memory of its own, ${over}`, value: megabytes(after.own - before.own), unit: 'MB' },
    ]
  })
