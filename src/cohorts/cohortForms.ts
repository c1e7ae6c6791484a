import { z } from 'zod'

/** "What does this assignment prove?" */
export const mappingForm = z.object({
  microCredentialId: z
    .string('cohorts.mapping.choose_one')
    .min(1, 'cohorts.mapping.choose_one')
    .max(100, 'cohorts.mapping.choose_one'),
})

/** Which week an assignment belongs to; empty for none. */
export const weekForm = z.object({
  week: z
    .string('cohorts.mapping.week_outside')
    .regex(/^\d{0,2}$/, 'cohorts.mapping.week_outside')
    .transform((text) => (text === '' ? null : Number(text))),
})

/** The choice in a deep linking request: one id, several, or none with "cancel". */
export const choiceForm = z.object({
  microCredentialId: z
    .union([z.string().max(100), z.array(z.string().max(100)).max(50)], 'cohorts.placing.choose_some')
    .optional()
    .transform((ids) => (ids === undefined ? [] : [ids].flat())),
  cancel: z.string().optional(),
})

/** Whether somebody may assess in a cohort. */
export const assessorForm = z.object({ assessor: z.enum(['yes', 'no'], 'cohorts.people.choose') })
