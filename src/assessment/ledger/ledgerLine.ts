import { monthOf } from './month.js'
import { comesTo, rateOf, type AgreedRate, type KeptRate } from './rate.js'
import type { MinutesStatement, WorkItem } from './workItem.js'

/** How the minutes of an item are known. */
export type MinutesBasis = 'measured' | 'stated' | 'missing'

/** One line of the ledger: an item, its minutes, and what it comes to. Amounts in hundredths; null where there is none. */
export interface LedgerLine extends WorkItem {
  /** Of a late line: by how many it changes what stood; may be below zero, like its amounts. */
  minutes: number | null
  basis: MinutesBasis
  /** The statement its minutes come from; null where they were measured or are missing. */
  statementId: string | null
  /** Why they were stated, in the words of whoever did; null where they were not. */
  reason: string | null
  rate: KeptRate | null
  money: number | null
  currency: string | null
  pdHours: number | null
  /** The item of a closed month whose minutes this line changes; null for an item of this month. */
  late: { itemId: string; month: string; was: number | null } | null
}

/** What an amount is of: money, PD hours, or nothing where there is no rate or no minutes yet. */
const amounts = (rate: KeptRate | null, amount: number | null) => ({
  money: rate?.pays === 'money' ? amount : null,
  currency: rate?.pays === 'money' && amount !== null ? rate.currency : null,
  pdHours: rate?.pays === 'pdHours' ? amount : null,
})

/**
 * An item with its minutes and what it comes to. What somebody stated goes before what was measured; an hourly rate
 * without minutes comes to nothing yet.
 * @param known seconds measured while the page was in use (0 where nothing was), and the newest statement
 */
export function lineOf(
  item: WorkItem,
  known: { seconds: number; stated: Pick<MinutesStatement, 'id' | 'minutes' | 'reason'> | null },
  rates: readonly AgreedRate[],
): LedgerLine {
  const { seconds, stated } = known
  const measured = seconds > 0 ? Math.max(1, Math.round(seconds / 60)) : null
  const minutes = stated ? stated.minutes : measured
  const found = rateOf(item, rates)
  const { per, pays, amount, currency } = found ?? {}
  const rate = per && pays && amount !== undefined ? { per, pays, amount, currency: currency ?? null } : null
  return {
    ...item,
    minutes,
    basis: stated ? 'stated' : measured === null ? 'missing' : 'measured',
    statementId: stated?.id ?? null,
    reason: stated?.reason ?? null,
    rate,
    ...amounts(rate, rate && comesTo(rate, minutes)),
    late: null,
  }
}

/** Statements about an item that its closed month did not count any more, each with the minutes that stood before it. */
export function lateStatements(
  line: Pick<LedgerLine, 'id' | 'assessorId' | 'minutes' | 'statementId'>,
  statements: readonly MinutesStatement[],
): { statement: MinutesStatement; was: number | null }[] {
  const own = statements.filter(({ itemId, by }) => itemId === line.id && by === line.assessorId)
  const after = own.slice(own.findIndex(({ id }) => id === line.statementId) + 1)
  return after.map((statement, index) => ({ statement, was: after[index - 1]?.minutes ?? line.minutes }))
}

/**
 * What was said in a month about items of months that were closed by then: lines that add the difference, at the rate
 * that the closed line keeps.
 * @param closed lines of closed months
 * @param statements everything said about them, oldest first
 */
export function lateLines(
  month: string,
  closed: readonly LedgerLine[],
  statements: readonly MinutesStatement[],
): LedgerLine[] {
  return closed.flatMap((line) =>
    lateStatements(line, statements)
      .filter(({ statement }) => monthOf(statement.at) === month)
      .map(({ statement, was }): LedgerLine => {
        const { rate } = line
        const change = rate && (comesTo(rate, statement.minutes) ?? 0) - (comesTo(rate, was) ?? 0)
        return {
          ...line,
          id: `statement:${statement.id}`,
          at: statement.at,
          minutes: statement.minutes - (was ?? 0),
          basis: 'stated',
          statementId: statement.id,
          reason: statement.reason,
          ...amounts(rate, change),
          late: { itemId: line.id, month: monthOf(line.at), was },
        }
      }),
  )
}

/** What the lines of one assessor add up to. */
export interface LedgerTotal {
  assessorId: string
  items: number
  minutes: number
  /** Items whose minutes nobody knows. */
  missing: number
  /** By currency, in hundredths. */
  money: Record<string, number>
  /** In hundredths of an hour. */
  pdHours: number
}

/** Totals by assessor, whoever did most first. A late line changes sums, but is no item. */
export function totalsOf(lines: readonly LedgerLine[]): LedgerTotal[] {
  const totals = new Map<string, LedgerTotal>()
  for (const { assessorId, minutes, money, currency, pdHours, late } of lines) {
    const nothing = { assessorId, items: 0, minutes: 0, missing: 0, money: {}, pdHours: 0 }
    const total: LedgerTotal = totals.get(assessorId) ?? nothing
    total.items += late ? 0 : 1
    total.minutes += minutes ?? 0
    total.missing += minutes === null ? 1 : 0
    total.pdHours += pdHours ?? 0
    if (money !== null && currency) total.money[currency] = (total.money[currency] ?? 0) + money
    totals.set(assessorId, total)
  }
  return [...totals.values()].sort((a, b) => b.items - a.items)
}
