import type { ViewContext } from '../../web/views.js'
import type { LedgerLine, LedgerTotal } from './ledgerLine.js'
import { monthBounds, recentMonths } from './month.js'
import type { AgreedRate } from './rate.js'

type View = Pick<ViewContext, 'locale' | 't' | 'formatNumber' | 'formatMonth' | 'pick'>

/** Minutes in words, "1 h 25 min"; below zero with a minus, "unknown" where nobody knows. */
export function durationText(minutes: number | null, { t, formatNumber }: View): string {
  if (minutes === null) return t('ledger.basis.missing')
  const [whole, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const parts = { hours: formatNumber(whole), minutes: formatNumber(rest) }
  const text = t(whole > 0 ? 'ledger.hoursMinutes' : 'ledger.justMinutes', parts)
  return minutes < 0 ? `−${text}` : text
}

/** Hundredths of a currency, "$25.00". */
const moneyText = (hundredths: number, currency: string, { locale }: View): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(hundredths / 100)

const pdText = (hundredths: number, { t, formatNumber }: View): string =>
  t('ledger.pdHours', { hours: formatNumber(hundredths / 100), count: hundredths / 100 })

/** What lines or totals come to: each currency, then PD hours. Nothing: an empty list. */
export function amountTexts(
  { money, pdHours }: { money: Record<string, number>; pdHours: number },
  view: View,
): string[] {
  return [
    ...Object.entries(money).map(([currency, sum]) => moneyText(sum, currency, view)),
    ...(pdHours === 0 ? [] : [pdText(pdHours, view)]),
  ]
}

/** A rate in words, "$25.00 for each item". */
export function rateText({ pays, per, amount, currency }: AgreedRate, view: View): string {
  const much = pays === 'money' ? moneyText(amount, currency ?? 'XXX', view) : pdText(amount, view)
  return view.t(`ledger.per.${per}`, { amount: much })
}

/** A line as pages print it. */
export function showLine(line: LedgerLine, view: View) {
  const { money, currency, pdHours, late } = line
  const sums = { money: money !== null && currency ? { [currency]: money } : {}, pdHours: pdHours ?? 0 }
  return {
    ...line,
    title: view.pick(line.title),
    time: durationText(line.minutes, view),
    comesTo: amountTexts(sums, view),
    lateOf: late ? view.formatMonth(monthBounds(late.month).from) : '',
  }
}

/** Totals as pages print them. */
export const showTotal = (total: LedgerTotal, view: View) => ({
  ...total,
  time: durationText(total.minutes, view),
  comesTo: amountTexts(total, view),
})

const MONTHS = 24

/** The months one may choose from: the last two years, and the one that is shown. */
export function monthOptions(shown: string, now: Date, view: View): { value: string; label: string }[] {
  const months = recentMonths(now, MONTHS)
  return (months.includes(shown) ? months : [shown, ...months]).map((value) => ({
    value,
    label: view.formatMonth(monthBounds(value).from),
  }))
}
