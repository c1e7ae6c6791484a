import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TestPlatform } from '../lti/support/platform.js'
import { load, warmUps, type Figures } from './launches/load.js'

/** One line of the benchmark table (contract: `npm run bench`). */
export interface BenchRow {
  name: string
  value: number
  unit: string
  against: string | null
  ratio: number | null
}

type Child = 'cairnTool' | 'bareLtijs' | 'wholeTool'

/** Runs one tool in a process of its own while this one plays the platform and the browsers. */
async function measure(child: Child, options: Parameters<typeof load>[2]): Promise<Figures> {
  const platform = await TestPlatform.start()
  const script = fileURLToPath(new URL(`./launches/${child}.js`, import.meta.url))
  const running = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    running.send({
      issuer: platform.url,
      clientId: 'bench-client',
      jwksUrl: `${platform.url}/jwks`,
      authUrl: `${platform.url}/auth`,
      tokenUrl: `${platform.url}/token`,
    })
    const [{ url }] = (await once(running, 'message')) as [{ url: string }]
    return await load(url, platform, options)
  } finally {
    running.disconnect()
    const stubborn = setTimeout(() => running.kill(), 5_000)
    await once(running, 'exit')
    clearTimeout(stubborn)
    await platform.stop()
  }
}

/**
 * Full launches per second with 20 people at once: Cairn's protocol room (every check on) against a bare ltijs 5.9.9 application with
 * its own database code, both on an embedded store that flushes every write; and the whole product, whose launches end in its own
 * records. The three take turns; the medians of the rounds are told.
 */
export async function benchLaunches(options = { people: 20, times: 50, rounds: 3 }): Promise<BenchRow[]> {
  const { people, times, rounds } = options
  const ours: Figures[] = []
  const theirs: Figures[] = []
  const whole: Figures[] = []
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await measure('bareLtijs', { people, times, landing: true }))
    ours.push(await measure('cairnTool', { people, times, landing: true }))
    whole.push(await measure('wholeTool', { people, times, landing: false }))
  }
  const middle = (figures: Figures[], name: keyof Figures) =>
    figures.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN
  const row = (name: string, unit: string, value: number, base: number | null): BenchRow => ({
    name,
    value: Math.round(value * 10) / 10,
    unit,
    against: base === null ? null : 'ltijs 5.9.9',
    ratio: base === null ? null : Math.round((value / base) * 100) / 100,
  })
  const both = (name: string, unit: string, figure: keyof Figures): BenchRow[] => {
    const base = middle(theirs, figure)
    return [row(`${name}, ltijs 5.9.9`, unit, base, null), row(name, unit, middle(ours, figure), base)]
  }
  const perThousand = 1000 / (people * (times + warmUps))
  return [
    ...both('full launches', 'launches/s', 'perSecond'),
    ...both('full launch, p50', 'ms', 'p50'),
    ...both('full launch, p99', 'ms', 'p99'),
    row('key fetches, ltijs 5.9.9', 'per 1,000 launches', middle(theirs, 'keyFetches') * perThousand, null),
    row('key fetches', 'per 1,000 launches', middle(ours, 'keyFetches') * perThousand, null),
    row('launches into the whole product, no landing page', 'launches/s', middle(whole, 'perSecond'), null),
    row('launch into the whole product, p99', 'ms', middle(whole, 'p99'), null),
  ]
}
