import { knockers, type Knocker } from './town.js'

/**
 * What one knocker may expect: `yes` (a page, a redirect, or an answer about what they typed), the exact status of a
 * refusal, or `door`: led to the staff's sign-in page.
 */
export type Expected = 'yes' | 'door' | number

export interface Rule {
  expected: Record<Knocker, Expected>
  fields: Record<string, string>
}

/** One letter for each knocker, in the order of `knockers`. */
const letters: Record<string, Expected> = { y: 'yes', d: 'door', 1: 401, 3: 403, 4: 404 }

/** A coach is an observer to whom one educator has opened a little more: their letter, where it is another one. */
export function rule(row: string, fields: Record<string, string> = {}, coach?: string): Rule {
  const common = row.replaceAll(' ', '')
  const said = common + (coach ?? common[knockers.indexOf('observer')] ?? '')
  if (said.length !== knockers.length)
    throw new Error(`a rule for ${String(knockers.length)} knockers: ${row}`)
  const entries = knockers.map((knocker, index) => [knocker, letters[said[index] ?? ''] ?? 'yes'] as const)
  return { expected: Object.fromEntries(entries) as Record<Knocker, Expected>, fields }
}

export const everybody = rule('y yy yy yy y yyy')
/** A badge its holder has not opened to the world. */
export const holder = rule('4 y4 44 44 4 444')
export const member = rule('1 yy yy yy 4 111')
export const facilitator = (fields?: Record<string, string>) => rule('1 33 3y 33 4 111', fields)
export const worker = rule('1 y4 44 44 4 111')
/** Whoever reads a submission: its educator, those who assess it, and the coach its educator let in. */
export const reader = rule('1 y4 yy 44 4 111', {}, 'y')
export const saying = { channel: 'answer', about: '', text: 'Thank you.', key: 'a-key-of-the-tests' }
export const coach = (fields?: Record<string, string>) => rule('1 44 44 44 4 111', fields, 'y')
export const assessor = rule('1 44 yy 44 4 111')
export const console = rule('d dd dd dd d yy4')
export const ownersOnly = (fields?: Record<string, string>) => rule('1 11 11 11 1 334', fields)
export const ofInstallation = (fields?: Record<string, string>) => rule('1 11 11 11 1 333', fields)
export const anyStaff = rule('d dd dd dd d yyy')
export const manager = (fields?: Record<string, string>) => rule('1 11 11 11 1 y34', fields)
