import type { ClosedMonth, ClosedMonthStore } from './closedMonthStore.js'
import { lateLines, lineOf, type LedgerLine } from './ledgerLine.js'
import type { LedgerStore } from './ledgerStore.js'
import { monthBounds } from './month.js'
import type { TimeStore } from './timeStore.js'
import type { WorkDone } from './workDone.js'

/** The stores that a month is reckoned from. */
export interface ReckoningDeps {
  work: WorkDone
  times: Pick<TimeStore, 'secondsOf'>
  store: LedgerStore
  months: ClosedMonthStore
}

/** The lines of a month: of a closed one its own, of an open one as records have it now. */
export function createReckoning({ work, times, store, months }: ReckoningDeps) {
  /** What was said in a month about items of months that were closed by then. */
  async function late(institutionId: string, month: string, assessorId?: string): Promise<LedgerLine[]> {
    const said = await store.statedLater(institutionId, month, monthBounds(month), assessorId)
    const lines: LedgerLine[] = []
    for (const earlier of new Set(said.map((one) => one.month))) {
      const closed = await months.find(institutionId, earlier)
      if (!closed) continue
      const named = new Set(said.filter((one) => one.month === earlier).map(({ itemId }) => itemId))
      lines.push(...(await months.linesOf(closed, assessorId)).filter(({ id }) => named.has(id)))
    }
    const everything = await store.statementsOf(institutionId, lines.map(({ id }) => id)) // prettier-ignore
    return lateLines(month, lines, everything)
  }

  async function now(institutionId: string, month: string, assessorId?: string): Promise<LedgerLine[]> {
    const { from, until } = monthBounds(month)
    const items = await work.between(institutionId, from, until, assessorId)
    const [seconds, statements, rates, lateOnes] = await Promise.all([
      times.secondsOf(institutionId, items),
      store.statementsOf(institutionId, items.map(({ id }) => id)), // prettier-ignore
      store.ratesOf(institutionId),
      late(institutionId, month, assessorId),
    ])
    const newest = new Map(statements.map((one) => [`${one.itemId} ${one.by}`, one]))
    const lines = items.map((item) => {
      const stated = newest.get(`${item.id} ${item.assessorId}`) ?? null
      return lineOf(item, { seconds: seconds.get(item.timedAs) ?? 0, stated }, rates)
    })
    return [...lines, ...lateOnes].sort((a, b) => a.at.getTime() - b.at.getTime())
  }

  return async function reckon(
    institutionId: string,
    month: string,
    assessorId?: string,
  ): Promise<{ closed: ClosedMonth | null; lines: LedgerLine[] }> {
    const closed = await months.find(institutionId, month)
    const lines = closed
      ? await months.linesOf(closed, assessorId)
      : await now(institutionId, month, assessorId)
    return { closed, lines }
  }
}
