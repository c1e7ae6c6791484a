import { z } from 'zod'
import type { FieldError } from '../web/forms.js'
import { audiences, type EvidenceDetails, type Permission } from './details.js'

/** The names of the fields that say something about the piece in a slot. */
export const detailFields = (slotId: string) => ({
  caption: `caption-${slotId}`,
  madeOn: `made-on-${slotId}`,
  madeWhere: `made-where-${slotId}`,
  elsewhere: `elsewhere-${slotId}`,
  students: `students-${slotId}`,
  who: `who-${slotId}`,
  consent: `consent-${slotId}`,
  consentUntil: `consent-until-${slotId}`,
  audience: `audience-${slotId}`,
})

const MAX_LINE = 500

const line = z.string('submissions.problem.unreadable').trim().max(MAX_LINE, 'submissions.about.tooLong')
const day = z
  .string('submissions.about.badDay')
  .trim()
  .refine((text) => text === '' || isDay(text), 'submissions.about.badDay')
const ticked = z.literal('yes').optional().catch(undefined)

/** A day of the calendar as a date field sends it, within four digits of a year. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

type Fields = Record<string, unknown>

/** Reads one field; what cannot be read is named in `errors` and counts as not said. */
function reader(fields: Fields, errors: FieldError[]) {
  return (schema: z.ZodType<string>, name: string): string => {
    const parsed = schema.safeParse(fields[name] ?? '')
    if (parsed.success) return parsed.data
    errors.push({ field: name, message: parsed.error.issues[0]?.message ?? 'submissions.problem.unreadable' })
    return ''
  }
}

/** Reads who appears in a piece, the consent for it and who may see it. */
export function readPermission(slotId: string, fields: Fields, errors: FieldError[]): Permission {
  const names = detailFields(slotId)
  const read = reader(fields, errors)
  const students = z.enum(['none', 'some']).nullable().catch(null).parse(fields[names.students])
  const until = read(day, names.consentUntil)
  return {
    students,
    who: read(line, names.who),
    consent: ticked.parse(fields[names.consent]) ? { until } : null,
    audience: z.enum(audiences).catch('assessors').parse(fields[names.audience]),
  }
}

/** Reads everything a page says of the piece in a slot; undefined where the page did not ask for it. */
export function readDetails(
  slotId: string,
  fields: Fields,
  errors: FieldError[],
): EvidenceDetails | undefined {
  const names = detailFields(slotId)
  if (fields[names.caption] === undefined) return undefined
  const read = reader(fields, errors)
  return {
    caption: read(line, names.caption),
    madeOn: read(day, names.madeOn),
    madeWhere: read(line, names.madeWhere),
    elsewhere: ticked.parse(fields[names.elsewhere]) === 'yes',
    ...readPermission(slotId, fields, errors),
  }
}
