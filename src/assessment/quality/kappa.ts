import { withStandardError, type Estimate } from './estimate.js'
import { pairsIn, type PairTable } from './pairs.js'

/** How much two different levels still agree, 0 to 1, of `levels` levels. */
export type Weights = (first: number, second: number, levels: number) => number

/** Only the same level counts: Cohen 1960. */
export const unweighted: Weights = (first, second) => (first === second ? 1 : 0)

/** Each step apart takes the same away (Cicchetti and Allison 1971). */
export const linear: Weights = (first, second, levels) =>
  levels < 2 ? 1 : 1 - Math.abs(first - second) / (levels - 1)

/** Far apart weighs much more than one step (Fleiss and Cohen 1973). */
export const quadratic: Weights = (first, second, levels) =>
  levels < 2 ? 1 : 1 - ((first - second) / (levels - 1)) ** 2

/**
 * Cohen's weighted kappa (Cohen 1968): agreement beyond what chance gives two assessors with these habits, 1 for
 * perfect, 0 for chance. Its large-sample standard error is the one of Fleiss, Cohen and Everitt 1969. Null where
 * nothing was judged twice, or where chance alone explains everything because only one level was ever given.
 */
export function weightedKappa(table: PairTable, weights: Weights): Estimate | null {
  const pairs = pairsIn(table)
  if (pairs === 0) return null
  const levels = table.length
  const first = table.map((row) => row.reduce((sum, count) => sum + count, 0) / pairs)
  const second = table.map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0) / pairs)
  const cells = table.flatMap((row, i) =>
    row.map((count, j) => ({ i, j, share: count / pairs, weight: weights(i, j, levels) })),
  )
  const chanceOf = ({ i, j }: { i: number; j: number }) => (first[i] ?? 0) * (second[j] ?? 0)
  const observed = cells.reduce((sum, cell) => sum + cell.weight * cell.share, 0)
  const chance = cells.reduce((sum, cell) => sum + cell.weight * chanceOf(cell), 0)
  if (1 - chance < 1e-12) return null
  const kappa = (observed - chance) / (1 - chance)
  const rowWeight = first.map((_, i) => sumOver(second, (share, j) => share * weights(i, j, levels)))
  const columnWeight = second.map((_, j) => sumOver(first, (share, i) => share * weights(i, j, levels)))
  const spread = cells.reduce((sum, { i, j, share, weight }) => {
    const drift = ((rowWeight[i] ?? 0) + (columnWeight[j] ?? 0)) * (1 - kappa)
    return sum + share * (weight - drift) ** 2
  }, 0)
  const variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (pairs * (1 - chance) ** 2)
  return withStandardError(kappa, Math.sqrt(Math.max(0, variance)), pairs)
}

const sumOver = (shares: readonly number[], term: (share: number, index: number) => number): number =>
  shares.reduce((sum, share, index) => sum + term(share, index), 0)
