import { z } from 'zod'

const MOST = 2_000
const text = z
  .string()
  .catch('')
  .transform((typed) => typed.replace(/\r\n?/g, '\n').trim().slice(0, MOST))
const oneOf = z.string('forms.chooseOne').min(1, 'forms.chooseOne')

/** What an assessor adds of their own; they need not. */
export const ownDeclarationForm = z.object({ reason: text })

/** Who must not judge whom, and why. */
export const pairForm = z.object({
  assessorId: oneOf,
  educatorId: oneOf,
  reason: text.pipe(z.string().min(1, 'declaration.reasonMissing')),
})
