import { z } from 'zod'
import type { FieldError } from '../web/forms.js'

/** How many moments of one file an assessor speaks of at most. */
export const MOST_MOMENTS = 20
const MAX_TEXT = 2_000
const arabicDigits = '٠١٢٣٤٥٦٧٨٩'

/** Something an assessor says of one moment of a sound or a film. */
export interface Moment {
  artefactId: string
  /** From the beginning, whole seconds. */
  seconds: number
  text: string
}

/** The same while it is being written: the time as typed. */
export interface TypedMoment {
  artefactId: string
  at: string
  text: string
}

export const momentFields = {
  at: (artefactId: string, index: number) => `moment-at-${artefactId}-${String(index)}`,
  text: (artefactId: string, index: number) => `moment-text-${artefactId}-${String(index)}`,
}

/** Seconds of a time such as `1:23` or `1:02:03`, in digits of either language; null where it is none. */
export function secondsOf(typed: string): number | null {
  const plain = typed.trim().replace(/[٠-٩]/g, (digit) => String(arabicDigits.indexOf(digit)))
  const found = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)$/.exec(plain)
  if (!found) return null
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part || 0))
  return hours * 3600 + minutes * 60 + seconds
}

const line = z.string().catch('')

/** Reads what a posted page says of moments of these files. Rows left empty are left out. */
export function readMoments(artefactIds: readonly string[], body: unknown): TypedMoment[] {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(body)
  return artefactIds.flatMap((artefactId) =>
    Array.from({ length: MOST_MOMENTS }, (_, index) => ({
      artefactId,
      at: line.parse(fields[momentFields.at(artefactId, index)]).slice(0, 20),
      text: line
        .parse(fields[momentFields.text(artefactId, index)])
        .replace(/\r\n?/g, '\n')
        .slice(0, MAX_TEXT),
    })).filter(({ at, text }) => at.trim() !== '' || text.trim() !== ''),
  )
}

/** The typed moments as they are kept, in order of time; each that has no time or no words is named at its field. */
export function decideMoments(typed: readonly TypedMoment[]): { moments: Moment[]; errors: FieldError[] } {
  const errors: FieldError[] = []
  const counts = new Map<string, number>()
  const moments = typed.flatMap(({ artefactId, at, text }) => {
    const index = counts.get(artefactId) ?? 0
    counts.set(artefactId, index + 1)
    const seconds = secondsOf(at)
    if (seconds === null)
      errors.push({ field: momentFields.at(artefactId, index), message: 'assessment.moments.noTime' })
    if (text.trim() === '')
      errors.push({ field: momentFields.text(artefactId, index), message: 'assessment.moments.noText' })
    return seconds === null ? [] : { artefactId, seconds, text: text.trim() }
  })
  return { moments: moments.sort((a, b) => a.seconds - b.seconds), errors }
}
