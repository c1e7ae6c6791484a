const DAY = 24 * 3600 * 1000

/** The month of a moment as the ledger writes it, in UTC: "2026-03". */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

/** The first moment of a month and of the next, in UTC. */
export function monthBounds(month: string): { from: Date; until: Date } {
  const from = new Date(`${month}-01T00:00:00Z`)
  return { from, until: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) }
}

/** From when a month can be closed: a day after its end, when it has ended everywhere and nothing is on its way any more. */
export const closableFrom = (month: string): Date => new Date(monthBounds(month).until.getTime() + DAY)

/** This month and those before it, newest first. */
export function recentMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, ago) =>
    monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1))),
  )
}
