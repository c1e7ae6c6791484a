import { z } from 'zod'
import { settingList, type InstitutionSettings, type SettingField } from '../institutions/settings.js'
import { parseForm, type FieldError, type FormResult } from '../web/forms.js'

/** People who write Arabic may type its digits. */
const latinDigits = (text: string) =>
  text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - '٠'.charCodeAt(0)))

function fieldShape(field: SettingField): z.ZodType {
  if (field.kind === 'yesNo') return z.literal('yes').optional().transform(Boolean)
  if (field.kind === 'choice') return z.enum(field.options, 'forms.chooseOne')
  const message = 'institutions.settings.wholeBetween'
  return z
    .string(message)
    .transform((text) => latinDigits(text).trim())
    .pipe(
      z
        .string()
        .regex(/^\d{1,9}$/, message)
        .transform(Number),
    )
    .pipe(z.number().min(field.least, message).max(field.most, message))
}

const form = z.object(Object.fromEntries(settingList.map((field) => [field.name, fieldShape(field)])))

/** Reads the posted settings page; what is wrong with a number says between which it has to be. */
export function parseSettings(body: unknown): FormResult<InstitutionSettings> {
  const read = parseForm(form, body)
  if (!read.ok) return { ...read, errors: read.errors.map(withBounds) }
  return { ok: true, value: read.value as InstitutionSettings }
}

function withBounds(error: FieldError): FieldError {
  const field = settingList.find(({ name }) => name === error.field)
  return field?.kind === 'whole' ? { ...error, args: { least: field.least, most: field.most } } : error
}

/** The page's groups in order, each with its fields and what stands in them: what was typed (null at first), or what is stored. */
export function settingGroups(settings: InstitutionSettings, typed: Partial<Record<string, string>> | null) {
  const groups = [...new Set(settingList.map(({ group }) => group))]
  return groups.map((group) => ({
    group,
    fields: settingList
      .filter((field) => field.group === group)
      .map((field) => ({
        ...field,
        words: `institutions.settings.${group}.${field.name}`,
        value: typed ? typedValue(field, typed[field.name]) : settings[field.name],
      })),
  }))
}

/** A box that is not ticked is not sent at all. */
const typedValue = (field: SettingField, typed = '') => (field.kind === 'yesNo' ? typed === 'yes' : typed)
