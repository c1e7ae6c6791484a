import { withStandardError, type Estimate } from './estimate.js'

/** How unlike two levels are, squared, given how often each level occurs: `seen[level]`. */
export type Difference = (one: number, other: number, seen: readonly number[]) => number

export const nominal: Difference = (one, other) => (one === other ? 0 : 1)

/** Ranks: what lies between two levels counts by how often it was given (Krippendorff 2011). */
export const ordinal: Difference = (one, other, seen) => {
  const [low, high] = one < other ? [one, other] : [other, one]
  let between = 0
  for (let level = low; level <= high; level += 1) between += seen[level] ?? 0
  return (between - ((seen[low] ?? 0) + (seen[high] ?? 0)) / 2) ** 2
}

export const interval: Difference = (one, other) => (one - other) ** 2

/** Units that look alike: how often each level was given in each of them, and how many such units there are. */
interface Pattern {
  counts: number[]
  judges: number
  units: number
}

/** Units counted by pattern: few numbers, however many judgements there are. */
export class Units {
  private readonly patterns = new Map<string, Pattern>()

  /** For a rubric with this many levels. */
  constructor(readonly levels: number) {}

  /** Adds a unit: the levels (0-based) that its assessors gave. With fewer than two it says nothing and is left out. */
  add(given: readonly number[]): void {
    if (given.length < 2) return
    const counts = Array<number>(this.levels).fill(0)
    for (const level of given) counts[level] = (counts[level] ?? 0) + 1
    const key = counts.join()
    const known = this.patterns.get(key)
    if (known) known.units += 1
    else this.patterns.set(key, { counts, judges: given.length, units: 1 })
  }

  /** Each pattern with how many units show it. */
  all(): readonly Readonly<Pattern>[] {
    return [...this.patterns.values()]
  }
}

/**
 * Krippendorff's alpha (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011): 1 for perfect agreement,
 * 0 for what chance gives, for any number of assessors per unit. The interval is the jackknife's over units
 * (Efron 1982): every unit is left out once, which costs no more than one computation for each pattern. Null where
 * no unit has two judgements, or only one level was ever given.
 */
export function krippendorffAlpha(units: Units, difference: Difference = ordinal): Estimate | null {
  const patterns = units.all()
  const count = patterns.reduce((sum, pattern) => sum + pattern.units, 0)
  const whole = coincidences(patterns, units.levels)
  const value = alphaOf(whole, difference)
  if (value === null) return null
  if (count < 2) return { value, low: -1, high: 1, units: count }
  const without = patterns.map((pattern) => {
    const left = alphaOf(minus(whole, coincidences([{ ...pattern, units: 1 }], units.levels)), difference)
    return { alpha: left ?? value, times: pattern.units }
  })
  const mean = without.reduce((sum, { alpha, times }) => sum + alpha * times, 0) / count
  const spread = without.reduce((sum, { alpha, times }) => sum + times * (alpha - mean) ** 2, 0)
  return withStandardError(value, Math.sqrt(((count - 1) / count) * spread), count)
}

type Matrix = number[][]

/** How often two judgements of the same unit met in each pair of levels; a unit of m judgements adds m in all. */
function coincidences(patterns: readonly Readonly<Pattern>[], levels: number): Matrix {
  const matrix: Matrix = Array.from({ length: levels }, () => Array<number>(levels).fill(0))
  for (const { counts, judges, units } of patterns)
    counts.forEach((one, c) => {
      if (one === 0) return
      const row = matrix[c] ?? []
      counts.forEach((other, k) => {
        row[k] = (row[k] ?? 0) + (units * one * (c === k ? other - 1 : other)) / (judges - 1)
      })
    })
  return matrix
}

const minus = (matrix: Matrix, less: Matrix): Matrix =>
  matrix.map((row, c) => row.map((value, k) => value - (less[c]?.[k] ?? 0)))

function alphaOf(matrix: Matrix, difference: Difference): number | null {
  const seen = matrix.map((row) => row.reduce((sum, value) => sum + value, 0))
  const all = seen.reduce((sum, value) => sum + value, 0)
  let observed = 0
  let expected = 0
  matrix.forEach((row, c) => {
    row.forEach((value, k) => {
      const unlike = c === k ? 0 : difference(c, k, seen)
      observed += value * unlike
      expected += (seen[c] ?? 0) * (seen[k] ?? 0) * unlike
    })
  })
  return expected < 1e-9 ? null : 1 - ((all - 1) * observed) / expected
}
