import { z } from 'zod'

const MOST = 2_000
const text = z
  .string()
  .catch('')
  .transform((typed) => typed.replace(/\r\n?/g, '\n').trim().slice(0, MOST))
const oneOf = z.string('forms.chooseOne').min(1, 'forms.chooseOne')

/** What an assessor adds of their own; they need not. */
export const ownDeclarationForm = z.object({ reason: text })

/** What staff say of a pair: of the educator they have the address of a work, or its id. */
const work = z
  .string('declaration.noSuchWork')
  .max(500, 'declaration.noSuchWork')
  .transform((typed) => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(typed)?.[0]?.toLowerCase() ?? '')
  .pipe(z.string().min(1, 'declaration.noSuchWork'))

/** Who must not judge whom, and why. */
export const pairForm = z.object({
  assessorId: oneOf,
  educatorId: oneOf,
  reason: text.pipe(z.string().min(1, 'declaration.reasonMissing')),
})

/** The same from the console. */
export const staffPairForm = z.object({ assessorId: oneOf, work, reason: pairForm.shape.reason })
