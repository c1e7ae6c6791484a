import type { z } from 'zod'

/** One thing to mend: which field, and the locale key (or plain text) of the instruction, with what its sentence needs. */
export interface FieldError {
  field: string
  message: string
  args?: Record<string, string | number>
}

export type FormResult<T> =
  { ok: true; value: T } | { ok: false; errors: FieldError[]; values: Record<string, string> }

/**
 * Reads a posted form by its zod schema. On failure the answer lists one error per field, in the form's order,
 * and what was typed, so that the page can be shown again with nothing lost. Messages are locale keys.
 */
export function parseForm<S extends z.ZodType>(schema: S, body: unknown): FormResult<z.output<S>> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return { ok: true, value: parsed.data }
  const errors: FieldError[] = []
  for (const issue of parsed.error.issues) {
    const field = issue.path.join('.')
    if (!errors.some((error) => error.field === field)) errors.push({ field, message: issue.message })
  }
  return { ok: false, errors, values: typedValues(body) }
}

/** What a person typed, as strings only: what a template may show again. */
export function typedValues(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {}
  const texts = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('_'),
  )
  return Object.fromEntries(texts)
}
