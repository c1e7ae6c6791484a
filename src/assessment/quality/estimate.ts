/** A statistic with how sure it is: the 95 % confidence interval, and on how many units it rests. */
export interface Estimate {
  value: number
  low: number
  high: number
  /** Units (a criterion of an attempt) that at least two assessors judged. */
  units: number
}

/** Below this many units an estimate is printed with a warning: one more unit can still move it visibly. */
export const SMALL_SAMPLE = 30

export const isSmall = ({ units }: Pick<Estimate, 'units'>): boolean => units < SMALL_SAMPLE

/** The two-sided 95 % point of the normal distribution. */
export const Z95 = 1.959964

/**
 * The Wilson score interval of a share (E. B. Wilson 1927): it stays within 0 and 1 and is fair for small samples.
 * Null where nothing was counted.
 */
export function share(hits: number, units: number): Estimate | null {
  if (units === 0) return null
  const value = hits / units
  const z2 = Z95 * Z95
  const middle = (value + z2 / (2 * units)) / (1 + z2 / units)
  const half = (Z95 / (1 + z2 / units)) * Math.sqrt((value * (1 - value)) / units + z2 / (4 * units * units))
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half), units }
}

/** An estimate and half the width of its interval, cut at what the statistic can reach. */
export const withinReach = (
  value: number,
  half: number,
  units: number,
  reach: { least: number; most: number },
): Estimate => ({
  value,
  low: Math.max(reach.least, value - half),
  high: Math.min(reach.most, value + half),
  units,
})

/** An estimate between -1 and 1 (kappa, alpha) from its standard error. */
export const withStandardError = (value: number, error: number, units: number): Estimate =>
  withinReach(value, Z95 * error, units, { least: -1, most: 1 })
