import { z } from 'zod'
import type { FieldError } from '../../web/forms.js'
import type { GoingBackProblem, SaidOfPiece } from './goingBack.js'

const MOST_WORDS = 2_000

export const backFields = {
  reason: (slotId: string) => `reason-${slotId}`,
  words: (slotId: string) => `words-${slotId}`,
}

const text = z
  .string()
  .catch('')
  .transform((typed) => typed.replace(/\r\n?/g, '\n').slice(0, MOST_WORDS))

/** Reads what a form says of each piece; of far too long words the beginning is kept. */
export function readBack(slotIds: readonly string[], body: unknown): SaidOfPiece[] {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(body)
  return slotIds.map((slotId) => ({
    slotId,
    reason: text.parse(fields[backFields.reason(slotId)]),
    words: text.parse(fields[backFields.words(slotId)]),
  }))
}

/** What the form lacks, as errors at the fields where it is mended. */
export const backErrors = (problems: readonly GoingBackProblem[]): FieldError[] =>
  problems.map(({ slotId, code }) => ({
    field: code === 'noReason' ? backFields.reason(slotId) : backFields.words(slotId),
    message: `assessment.incomplete.problem.${code}`,
  }))
