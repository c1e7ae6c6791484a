import { z } from 'zod'
import { newPassword, presentPassword } from '../identity/staffForms.js'

export const staffRoles = ['owner', 'administrator', 'auditor', 'author'] as const

export const roleForm = z.object({ role: z.enum(staffRoles, 'forms.chooseOne') })

export const invitationForm = roleForm.extend({
  email: z.string('forms.notEmail').trim().max(254, 'forms.tooLong').pipe(z.email('forms.notEmail')),
})

export const passwordForm = z.object({ present: presentPassword, next: newPassword })

export const codesOnForm = z.object({
  sealed: z.string().max(500).catch(''),
  code: z
    .string('identity.codes.missing')
    .trim()
    .min(1, 'identity.codes.missing')
    .max(40, 'identity.codes.wrong'),
})

export const codesOffForm = z.object({ password: presentPassword })
