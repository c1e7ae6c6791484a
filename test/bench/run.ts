import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Measure } from './measure.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, launches: { type: 'string', default: '5000' } },
})

/** Every benchmark, in the order in which `npm run bench` runs them. Loaded one by one, so that none weighs on another. */
const benches: Record<string, () => Promise<Measure[]>> = {
  launches: async () =>
    (await import('./launches.js')).benchLaunches({
      people: 100,
      times: 10,
      rounds: 3,
    }),
  memory: async () =>
    (await import('./launches.js')).benchMemory({ launches: Number(values.launches), warmUp: 5_000 }),
  scores: async () => (await import('./scores.js')).benchScores(),
  badges: async () => (await import('./badges.js')).benchBadges(),
  store: async () => (await import('./store.js')).benchStore(),
  roster: async () => (await import('./roster.js')).benchRoster(),
  uploads: async () => (await import('./uploads.js')).benchUploads(),
  agreement: async () => (await import('./agreement.js')).benchAgreement(),
  queue: async () => (await import('./queue.js')).benchQueue(),
  pages: async () => (await import('./pages.js')).benchPages(),
}

const unknown = positionals.filter((name) => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(
    `No benchmark is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.\n`,
  )
  process.exit(2)
}

const measures: Measure[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const began = performance.now()
  const found = await bench()
  measures.push(...found)
  const seconds = Math.round((performance.now() - began) / 1000)
  process.stdout.write(`\n${name} (${String(seconds)} s)\n${table(found)}`)
}
if (values.json) {
  const rows = measures.map(({ name, value, unit, against = null, ratio = null }) => ({
    name,
    value,
    unit,
    against,
    ratio,
  }))
  await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}
process.exit(0)

function table(rows: readonly Measure[]): string {
  const cells = rows.map(({ name, value, unit, against, ratio }) => [
    name,
    value.toLocaleString('en', { maximumFractionDigits: 2 }),
    unit,
    typeof ratio === 'number' ? `${ratio.toFixed(2)} × ${against ?? ''}` : '',
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map(([name = '', value = '', unit = '', ratio = '']) => {
      const [first = 0, second = 0, third = 0] = widths
      return `  ${name.padEnd(first)}  ${value.padStart(second)}  ${unit.padEnd(third)}  ${ratio}`.trimEnd()
    })
    .join('\n')
    .concat('\n')
}
