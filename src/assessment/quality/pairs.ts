import { share, type Estimate } from './estimate.js'

/** How often two assessors gave each combination of levels: `table[first][second]`, levels 0-based, lowest first. */
export type PairTable = number[][]

/** An empty table for a rubric with this many levels. */
export const emptyTable = (levels: number): PairTable =>
  Array.from({ length: levels }, () => Array<number>(levels).fill(0))

/** How many pairs stand in a table. */
export const pairsIn = (table: PairTable): number =>
  table.reduce((all, row) => all + row.reduce((sum, count) => sum + count, 0), 0)

/** The share of pairs with the same level. Null for an empty table. */
export const exactAgreement = (table: PairTable): Estimate | null => within(table, 0)

/** The share of pairs at most one level apart. Null for an empty table. */
export const adjacentAgreement = (table: PairTable): Estimate | null => within(table, 1)

function within(table: PairTable, distance: number): Estimate | null {
  let hits = 0
  table.forEach((row, first) => {
    row.forEach((count, second) => {
      if (Math.abs(first - second) <= distance) hits += count
    })
  })
  return share(hits, pairsIn(table))
}
