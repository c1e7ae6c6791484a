import { z } from 'zod'

/** Who grades an assignment. A grade in the LMS needs a threshold and a word about what it rests on: presence alone proves nothing. */
export const gradingForm = z
  .object({
    graded: z.enum(['cairn', 'lms'], 'cohorts.grading.choose'),
    threshold: z.string().max(10).default(''),
    evidence: z.string().max(1_000).default(''),
  })
  .transform(({ graded, threshold, evidence }, context) => {
    if (graded === 'cairn') return null
    const wish = { threshold: Number(threshold.trim().replace(/%$/, '')), evidence: evidence.trim() }
    const whole = Number.isInteger(wish.threshold) && wish.threshold >= 1 && wish.threshold <= 100
    if (!whole)
      context.addIssue({ code: 'custom', path: ['threshold'], message: 'cohorts.grading.threshold_wrong' })
    if (wish.evidence.length < 10 || wish.evidence.length > 300)
      context.addIssue({ code: 'custom', path: ['evidence'], message: 'cohorts.grading.evidence_wrong' })
    return wish
  })

/** What to change of a column; a date stays as it is where the field is empty. */
export const columnForm = z
  .object({
    label: z
      .string('cohorts.grading.label_wrong')
      .trim()
      .min(1, 'cohorts.grading.label_wrong')
      .max(255, 'cohorts.grading.label_wrong'),
    scoreMaximum: z
      .string('cohorts.grading.points_wrong')
      .regex(/^\s*(100|[1-9]\d?)\s*$/, 'cohorts.grading.points_wrong')
      .transform(Number),
    due: z.union([z.literal(''), z.iso.date()], 'cohorts.grading.due_wrong').default(''),
  })
  .transform(({ due, ...change }) => ({
    ...change,
    ...(due === '' ? {} : { endsAt: new Date(`${due}T23:59:00Z`) }),
  }))
