import { z } from 'zod'
import { readDay } from './calendar.js'

/** "What does this assignment prove?" */
export const mappingForm = z.object({
  microCredentialId: z
    .string('cohorts.mapping.choose_one')
    .min(1, 'cohorts.mapping.choose_one')
    .max(100, 'cohorts.mapping.choose_one'),
})

/** On which day week 1 begins. */
export const startForm = z.object({
  startsOn: z
    .string('cohorts.placing.date_unreadable')
    .transform(readDay)
    .refine((day) => day !== null, 'cohorts.placing.date_unreadable'),
})

/** Which week an assignment belongs to; empty for none. */
export const weekForm = z.object({
  week: z
    .string('cohorts.mapping.week_outside')
    .regex(/^\d{0,2}$/, 'cohorts.mapping.week_outside')
    .transform((text) => (text === '' ? null : Number(text))),
})

/** Whether somebody may assess in a cohort. */
export const assessorForm = z.object({ assessor: z.enum(['yes', 'no'], 'cohorts.people.choose') })
