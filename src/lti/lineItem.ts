import { z } from 'zod'
import type { ServiceFailure } from './serviceFailure.js'

/** A column of the LMS's gradebook. `url` is its id. */
export interface LineItem {
  url: string
  label: string
  scoreMaximum: number
  resourceId: string | null
  tag: string | null
  resourceLinkId: string | null
  /** Due date (AGS §3.2.12), where the platform tells it. */
  endsAt: Date | null
}

/** What the platform answers about line items, or why it does not. */
export type LineItemAnswer<T> = { ok: true; value: T } | { ok: false; failure: ServiceFailure }

const optionalText = z.string().min(1).nullable().catch(null).default(null)
const lineItem = z
  .object({
    id: z.url(),
    label: z.string().catch(''),
    scoreMaximum: z.coerce.number(),
    resourceId: optionalText,
    tag: optionalText,
    resourceLinkId: z
      .union([z.string().min(1), z.number().transform(String)])
      .nullable()
      .catch(null)
      .default(null),
    endDateTime: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .nullable()
      .catch(null)
      .default(null),
  })
  .transform(({ id, endDateTime, ...rest }): LineItem => ({ url: id, ...rest, endsAt: endDateTime }))

/** Reads one line item as a platform sent it; null where it is none. */
export function readLineItem(value: unknown): LineItem | null {
  const parsed = lineItem.safeParse(value)
  return parsed.success ? parsed.data : null
}
