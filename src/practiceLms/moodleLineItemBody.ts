import { z } from 'zod'
import { ServiceRefusal } from './moodleServices.js'
import type { LineItem } from './state.js'

const shape = z.looseObject({
  label: z.string().min(1).optional(),
  scoreMaximum: z.unknown().optional(),
  resourceId: z.string().optional(),
  tag: z.string().optional(),
  resourceLinkId: z.union([z.string(), z.number()]).optional(),
})

export interface AskedLineItem {
  label: string
  scoreMaximum: number
  resourceId: string
  tag: string
  resourceLinkId: string | undefined
  /** The request as it came: Moodle's answer repeats it, kept or not. */
  echo: Record<string, unknown>
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Reads a line item a tool sent; throws a 400 refusal when it lacks label or maximum or is not one at all. */
export function parseLineItem(text: string): AskedLineItem {
  const parsed = shape.safeParse(readJson(text))
  if (!parsed.success) throw new ServiceRefusal(400, 'Bad Request')
  const { label, scoreMaximum, resourceId = '', tag = '', resourceLinkId } = parsed.data
  if (label === undefined || scoreMaximum === undefined)
    throw new ServiceRefusal(400, 'No label or Score Maximum')
  const maximum = typeof scoreMaximum === 'string' ? Number(scoreMaximum) : scoreMaximum
  if (typeof maximum !== 'number' || !Number.isFinite(maximum)) throw new ServiceRefusal(400, 'Bad Request')
  const linkId = resourceLinkId === undefined || resourceLinkId === '' ? undefined : String(resourceLinkId)
  return { label, scoreMaximum: maximum, resourceId, tag, resourceLinkId: linkId, echo: parsed.data }
}

/** The part of a request that Moodle keeps; what was not sent is cleared. */
export function storedFields(
  asked: AskedLineItem,
): Pick<LineItem, 'label' | 'scoreMaximum' | 'resourceId' | 'tag' | 'resourceLinkId'> {
  const { label, scoreMaximum, resourceId, tag, resourceLinkId = null } = asked
  return { label, scoreMaximum, resourceId, tag, resourceLinkId }
}
