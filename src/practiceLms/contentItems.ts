import { z } from 'zod'

const text = z.string().max(10_000)
const customValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))

/** A content item as a tool returns it (DL §3.2); what is not used here is let through. */
const contentItem = z.looseObject({
  type: z.string(),
  url: z.url().optional(),
  title: text.optional(),
  text: text.optional(),
  icon: z.looseObject({ url: z.url() }).optional(),
  custom: customValues.optional(),
  lineItem: z
    .looseObject({
      scoreMaximum: z.unknown().optional(),
      label: text.optional(),
      resourceId: z.string().max(512).optional(),
      tag: z.string().max(255).optional(),
      submissionReview: z
        .looseObject({ url: z.url().optional(), custom: customValues.optional() })
        .optional(),
    })
    .optional(),
  available: z.looseObject({ startDateTime: z.string().optional() }).optional(),
  submission: z.looseObject({ endDateTime: z.string().optional() }).optional(),
})

export type ContentItem = z.infer<typeof contentItem>

/** Reads the returned list; null when it is not a list of content items. No list at all is an empty one. */
export function parseContentItems(value: unknown): ContentItem[] | null {
  const parsed = z.array(contentItem).safeParse(value ?? [])
  return parsed.success ? parsed.data : null
}
