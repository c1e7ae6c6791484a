import type { ViewContext } from '../web/views.js'
import type { Check } from './openBadges/verify/checks.js'
import type { Verdict } from './openBadges/verify/verifyBadge.js'

const outcomes = { valid: 'yes', invalid: 'no', 'cannot-tell': 'unknown' } as const

/** What a check shows: its shape, its name, what its result means, and the word for those who do not see the shape. */
export interface CheckShown {
  outcome: 'yes' | 'no' | 'unknown'
  title: string
  text: string
  word: string
}

/** What wording needs of the page: translation, and dates as the reader writes them. */
type Wording = Pick<ViewContext, 't' | 'formatDate'>

/** One check in a reader's words, with its detail: an address, a date, a name from the badge. */
function checkShown({ id, passed, meaning, detail }: Check, { t, formatDate }: Wording): CheckShown {
  const outcome = passed === true ? 'yes' : passed === false ? 'no' : 'unknown'
  return {
    outcome,
    title: t(`verify.check.${id}`),
    text: [t(`verify.meaning.${meaning}`), detail && dateShown(detail, formatDate)]
      .filter(Boolean)
      .join(' · '),
    word: t(`verify.word.${outcome}`),
  }
}

/** A verdict as the page prints it: problems first, then what cannot be told, then what holds. */
export function verdictShown(verdict: Verdict, wording: Wording) {
  const { t, formatDate } = wording
  const order = { no: 0, unknown: 1, yes: 2 }
  const outcome = outcomes[verdict.overall]
  return {
    outcome,
    title: t(`verify.answer.${outcome}`),
    text: t(`verify.answerMeans.${outcome}`),
    checks: verdict.checks
      .map((check) => checkShown(check, wording))
      .sort((one, other) => order[one.outcome] - order[other.outcome]),
    record: verdict.record && {
      ...verdict.record,
      awardedOn: verdict.record.awardedOn && dateShown(verdict.record.awardedOn, formatDate),
      expiresOn: verdict.record.expiresOn && dateShown(verdict.record.expiresOn, formatDate),
    },
    version: verdict.version,
    form: verdict.form,
  }
}

/** A timestamp as the reader writes dates; anything else as it stands. */
function dateShown(text: string, formatDate: Wording['formatDate']): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
    ? formatDate(new Date(text))
    : text
}
