import { z } from 'zod'
import { readDay } from '../../cohorts/calendar.js'
import { remarkKinds } from './normingRemarkStore.js'

const key = z
  .string('norming.problem.unreadable')
  .min(8, 'norming.problem.unreadable')
  .max(64, 'norming.problem.unreadable')
const ids = (problem: string) =>
  z
    .union([z.string().max(200), z.array(z.string().max(200)).max(200)], problem)
    .optional()
    .transform((given) => (given === undefined ? [] : [given].flat()))

/** A round to be opened: its name, the work (`submission:attempt`), who scores it, until which day. */
export const openingForm = z.object({
  title: z
    .string('norming.problem.noTitle')
    .trim()
    .min(1, 'norming.problem.noTitle')
    .max(150, 'norming.problem.longTitle'),
  works: ids('norming.problem.noWork'),
  participants: ids('norming.problem.fewPeople'),
  closesOn: z
    .string('norming.problem.noDay')
    .transform(readDay)
    .refine((day) => day !== null, 'norming.problem.noDay'),
  key,
})

/** Something to say about a closed round. `about` is a criterion's id or empty. */
export const remarkForm = z.object({
  kind: z.enum(remarkKinds, 'norming.problem.unreadable'),
  about: z.string('norming.problem.unreadable').max(100, 'norming.problem.unreadable').default(''),
  text: z
    .string('norming.problem.empty')
    .trim()
    .min(1, 'norming.problem.empty')
    .max(5_000, 'norming.problem.tooLong'),
  key,
})
