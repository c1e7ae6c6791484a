import { z } from 'zod'
import { longestPassword, shortestPassword } from './passwordRules.js'

const emailMissing = 'identity.signIn.emailMissing'
const passwordMissing = 'identity.signIn.passwordMissing'

/** A password that opens something: how long it should be is nobody's business here. */
export const presentPassword = z.string(passwordMissing).min(1, passwordMissing).max(1_000, passwordMissing)

/** A password somebody chooses. */
export const newPassword = z
  .string('identity.password.short')
  .min(shortestPassword, 'identity.password.short')
  .max(longestPassword, 'identity.password.long')

/** The sign-in form. What is wrong is never said more precisely than "not right". */
export const signInForm = z.object({
  email: z.string(emailMissing).trim().min(1, emailMissing).max(254, emailMissing),
  password: presentPassword,
})

/** Six digits, or a recovery code. */
export const codeForm = z.object({
  code: z
    .string('identity.codes.missing')
    .trim()
    .min(1, 'identity.codes.missing')
    .max(40, 'identity.codes.wrong'),
})

/** Who comes in by an invitation. */
export const joiningForm = z.object({
  name: z
    .string('identity.joining.nameMissing')
    .trim()
    .min(1, 'identity.joining.nameMissing')
    .max(255, 'forms.tooLong'),
  password: newPassword,
})
