import { z } from 'zod'
import { readDay } from '../../cohorts/calendar.js'
import { monthOf } from './month.js'
import { paysWhat, perWhat } from './rate.js'

const unreadable = 'ledger.problem.unreadable'
const key = z.string(unreadable).min(8, unreadable).max(64, unreadable)

/** A month of the calendar, "2026-03". */
export const monthField = z
  .string('ledger.problem.month')
  .regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'ledger.problem.month')

/** Which month an address asks for; the present one where it says nothing that can be read. */
export const readMonth = (asked: unknown, now: Date): string => monthField.catch(monthOf(now)).parse(asked)

/** A closing: only which month. */
export const closingForm = z.object({ month: monthField })

/** How long an item took, in whole minutes up to a day, and why it is said by hand. */
export const statementForm = z.object({
  month: monthField,
  itemId: z.string(unreadable).min(1, unreadable).max(200, unreadable),
  minutes: z
    .string('ledger.problem.minutes')
    .trim()
    .regex(/^\d{1,4}$/, 'ledger.problem.minutes')
    .transform(Number)
    .refine((minutes) => minutes <= 1_440, 'ledger.problem.minutes'),
  reason: z
    .string('ledger.problem.reason')
    .trim()
    .min(1, 'ledger.problem.reason')
    .max(500, 'ledger.problem.longReason'),
  key,
})

/** A report of the page: seconds in which somebody was at work. */
export const timeForm = z.object({ seconds: z.coerce.number().int().min(1).max(86_400) })

/** Whose rate: "all", "pool", or a person's id. */
const who = z
  .string('ledger.problem.who')
  .min(1, 'ledger.problem.who')
  .max(100, 'ledger.problem.who')
  .transform((said) => ({
    assessorId: said === 'all' || said === 'pool' ? null : said,
    poolOnly: said === 'pool',
  }))

/** A rate to be agreed. Amounts as typed, "12.50"; empty micro-credential: all without one of their own. */
export const rateForm = z
  .object({
    who,
    microCredentialKey: z
      .string(unreadable)
      .max(200, unreadable)
      .transform((said) => said || null),
    pays: z.enum(paysWhat, 'ledger.problem.pays'),
    amount: z
      .string('ledger.problem.amount')
      .trim()
      .regex(/^\d{1,6}([.,]\d{1,2})?$/, 'ledger.problem.amount')
      .transform((said) => Math.round(Number(said.replace(',', '.')) * 100)),
    currency: z
      .string('ledger.problem.currency')
      .trim()
      .toUpperCase()
      .regex(/^([A-Z]{3})?$/, 'ledger.problem.currency'),
    per: z.enum(perWhat, 'ledger.problem.per'),
    from: z
      .string('ledger.problem.from')
      .transform(readDay)
      .refine((day) => day !== null, 'ledger.problem.from'),
    key,
  })
  .refine(({ pays, currency }) => pays === 'pdHours' || currency !== '', {
    path: ['currency'],
    message: 'ledger.problem.currency',
  })
  .transform(({ who: whose, currency, ...rate }) => ({
    ...rate,
    ...whose,
    currency: rate.pays === 'money' ? currency : null,
  }))
