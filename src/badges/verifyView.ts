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

/** One check in a reader's words. A detail is shown only as far as it is plain text. */
export function checkShown({ id, passed, meaning, detail }: Check, t: (key: string) => string): CheckShown {
  const outcome = passed === true ? 'yes' : passed === false ? 'no' : 'unknown'
  return {
    outcome,
    title: t(`verify.check.${id}`),
    text: [t(`verify.meaning.${meaning}`), detail].filter(Boolean).join(' · '),
    word: t(`verify.word.${outcome}`),
  }
}

/** A verdict as the page prints it: problems first, then what cannot be told, then what holds. */
export function verdictShown(verdict: Verdict, t: (key: string) => string) {
  const order = { no: 0, unknown: 1, yes: 2 }
  const outcome = outcomes[verdict.overall]
  return {
    outcome,
    title: t(`verify.answer.${outcome}`),
    text: t(`verify.answerMeans.${outcome}`),
    checks: verdict.checks
      .map((check) => checkShown(check, t))
      .sort((one, other) => order[one.outcome] - order[other.outcome]),
    record: verdict.record,
    version: verdict.version,
    form: verdict.form,
  }
}
