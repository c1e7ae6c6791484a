import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { ViewContext } from '../../web/views.js'
import type { InstitutionMonth } from './ledgerService.js'
import { monthOptions, rateText, showLine, showTotal } from './ledgerView.js'
import { closableFrom, monthBounds } from './month.js'
import { rateStandings, type AgreedRate } from './rate.js'

/**
 * An institution's month as the console prints it.
 * @param seen with what is offered, for titles; whose lines to show; and now
 */
export function showMonth(
  seen: InstitutionMonth & { offered: readonly MicroCredential[]; chosen: string | null; now: Date },
  view: ViewContext,
) {
  const { month, closed, closable, lines, names, now } = seen
  const titles = seen.offered.map(({ key, title }) => ({ value: key, label: view.pick(title) }))
  const named = (id: string) => view.personName(names.get(id), id, 'person')
  const { t } = view

  const shownRate = ({ rate, standing }: ReturnType<typeof rateStandings>[number]) => ({
    text: rateText(rate, view),
    who: rate.assessorId ? named(rate.assessorId) : t(`ledger.rates.${rate.poolOnly ? 'pool' : 'all'}`),
    what: rate.microCredentialKey
      ? (titles.find(({ value }) => value === rate.microCredentialKey)?.label ?? rate.microCredentialKey)
      : t('ledger.rates.every'),
    from: rate.from,
    standing,
  })
  const chosenLines = lines.filter(({ assessorId }) => assessorId === seen.chosen)
  return {
    ...{ month, closed, closable, titles },
    closableFrom: closableFrom(month),
    months: monthOptions(month, now, view),
    monthName: view.formatMonth(monthBounds(month).from),
    totals: seen.totals.map((total) => ({ ...showTotal(total, view), name: names.get(total.assessorId) })),
    missing: seen.totals.reduce((sum, { missing }) => sum + missing, 0),
    chosen:
      seen.chosen === null || chosenLines.length === 0
        ? null
        : {
            id: seen.chosen,
            name: names.get(seen.chosen),
            lines: chosenLines.map((line) => showLine(line, view)),
          },
    rates: rateStandings(seen.rates, now).map(shownRate),
    currency: lastCurrency(seen.rates),
    whoOptions: [
      { value: 'pool', label: t('ledger.rates.pool') },
      { value: 'all', label: t('ledger.rates.all') },
      ...seen.people.map((id) => ({ value: id, label: named(id) })),
    ],
  }
}

/** The currency that was agreed on last: mostly it is the next one too. */
const lastCurrency = (rates: readonly AgreedRate[]): string =>
  [...rates].sort((a, b) => b.agreed.at.getTime() - a.agreed.at.getTime()).find(({ currency }) => currency)
    ?.currency ?? ''
