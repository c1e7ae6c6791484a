import { z } from 'zod'

/** Who is invited into the pool without an LMS account. */
export const poolInvitationForm = z.object({
  email: z.string('forms.notEmail').trim().max(254, 'forms.tooLong').pipe(z.email('forms.notEmail')),
})

/** Somebody of a course who is to join the pool. */
export const poolAdditionForm = z.object({ personId: z.string('forms.chooseOne').min(1, 'forms.chooseOne') })
