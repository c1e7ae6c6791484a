import { z } from 'zod'

const text = (missing: string) => z.string(missing).trim().min(1, missing).max(4_000, 'forms.tooLong')

export const titleForm = z.object({
  title: z
    .string('catalogue.write.titleMissing')
    .trim()
    .min(1, 'catalogue.write.titleMissing')
    .max(200, 'forms.tooLong'),
})

export const commentForm = z.object({ comment: text('catalogue.write.commentMissing') })

export const replyForm = z.object({ reply: text('catalogue.write.replyMissing') })

export const reasonForm = z.object({ reason: text('catalogue.write.reasonMissing') })

/** A button that says everything itself. */
export const noFields = z.unknown()

/** An approval: why, under which conditions, until when, and who from outside stands for it if it is not the reader. */
export const approvalForm = z.object({
  reason: text('catalogue.write.reasonMissing'),
  conditions: z.string().trim().max(4_000, 'forms.tooLong').default(''),
  outside: z
    .string()
    .trim()
    .max(200, 'forms.tooLong')
    .optional()
    .transform((name) => name || null),
  until: z.iso.date('catalogue.write.untilMissing').transform((day) => new Date(`${day}T00:00:00Z`)),
})

export const addressForm = z.object({
  url: z
    .string('catalogue.write.address')
    .trim()
    .pipe(z.url({ protocol: /^https?$/, error: 'catalogue.write.address' }).max(2_000, 'forms.tooLong')),
})

export const itemForm = z.object({ itemId: z.string().max(100) })
