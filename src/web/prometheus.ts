/** One figure with its labels. */
export interface Sample {
  labels?: Record<string, string>
  value: number
}

/** Lines of one metric in Prometheus' text format 0.0.4; nothing where there are no samples. */
export function gauges(
  name: string,
  help: string,
  samples: readonly Sample[],
  type: 'gauge' | 'counter' = 'gauge',
): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ labels = {}, value }) => line(name, labels, value))
  return `${head(name, help, type)}${lines.join('')}`
}

/**
 * Counts how long things took, per combination of labels. `bounds` are the upper ends of its buckets, ascending, in seconds.
 * Labels must come from closed sets (patterns, classes), because each combination is kept for good.
 */
export function createHistogram(settings: {
  name: string
  help: string
  labels: readonly string[]
  bounds: readonly number[]
}) {
  const { name, help, labels, bounds } = settings
  const series = new Map<
    string,
    { labels: Record<string, string>; buckets: number[]; sum: number; count: number }
  >()
  return {
    /** `values` are the labels' values, in their order. */
    observe(values: readonly string[], seconds: number): void {
      const key = values.join('\n')
      let one = series.get(key)
      if (!one) {
        const named = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']))
        one = { labels: named, buckets: bounds.map(() => 0), sum: 0, count: 0 }
        series.set(key, one)
      }
      const place = bounds.findIndex((bound) => seconds <= bound)
      if (place >= 0) one.buckets[place] = (one.buckets[place] ?? 0) + 1
      one.sum += seconds
      one.count += 1
    },
    text(): string {
      const lines = [...series.values()].flatMap((one) => {
        let below = 0
        const buckets = bounds.map((bound, index) => {
          below += one.buckets[index] ?? 0
          return line(`${name}_bucket`, { ...one.labels, le: String(bound) }, below)
        })
        return [
          ...buckets,
          line(`${name}_bucket`, { ...one.labels, le: '+Inf' }, one.count),
          line(`${name}_sum`, one.labels, one.sum),
          line(`${name}_count`, one.labels, one.count),
        ]
      })
      return `${head(name, help, 'histogram')}${lines.join('')}`
    },
  }
}

const head = (name: string, help: string, type: string): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

function line(name: string, labels: Record<string, string>, value: number): string {
  const named = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${named.length > 0 ? `{${named.join(',')}}` : ''} ${String(value)}\n`
}

const escaped = (text: string): string =>
  text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))
