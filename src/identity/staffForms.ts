import { z } from 'zod'

/** The sign-in form. What is wrong is never said more precisely than "not right". */
export const signInForm = z.object({
  email: z.string().trim().min(1, 'identity.signIn.emailMissing').max(254, 'identity.signIn.emailMissing'),
  password: z
    .string()
    .min(1, 'identity.signIn.passwordMissing')
    .max(1_000, 'identity.signIn.passwordMissing'),
})
