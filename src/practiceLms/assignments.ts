import { randomUUID } from 'node:crypto'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { LineItem, ResourceLink, SubmissionReview } from './state.js'

/** What a new assignment is made of. Without `lineItem` it is not graded. */
export interface NewAssignment {
  courseId: string
  toolId: string
  title: string
  text?: string
  url?: string | null
  iconUrl?: string | null
  week?: number | null
  custom?: Record<string, string>
  published?: boolean
  allowedAttempts?: number | null
  lineItem?: NewLineItem | null
}

export interface NewLineItem {
  scoreMaximum: number
  label?: string
  resourceId?: string
  tag?: string
  startDateTime?: string | null
  endDateTime?: string | null
  kind?: 'value' | 'text'
  submissionReview?: SubmissionReview | null
}

export interface AddedAssignment {
  link: ResourceLink
  lineItem: LineItem | null
}

/** Puts an assignment into a course: a resource link and, if it is graded, its own line item. */
export function addAssignment(site: Site, asked: NewAssignment): AddedAssignment {
  const link: ResourceLink = {
    id: newNumber(site),
    ltiId: randomUUID(),
    courseId: asked.courseId,
    toolId: asked.toolId,
    week: asked.week ?? null,
    title: asked.title,
    text: asked.text ?? '',
    url: asked.url ?? null,
    iconUrl: asked.iconUrl ?? null,
    custom: { ...asked.custom },
    published: asked.published ?? true,
    allowedAttempts: asked.allowedAttempts ?? null,
  }
  site.state.links.push(link)
  const lineItem = asked.lineItem ? addCoupledItem(site, link, asked.lineItem) : null
  site.changed()
  return { link, lineItem }
}

function addCoupledItem(site: Site, link: ResourceLink, asked: NewLineItem): LineItem {
  const item: LineItem = {
    id: newNumber(site),
    courseId: link.courseId,
    toolId: link.toolId,
    coupledLinkId: link.id,
    resourceLinkId: link.id,
    // Both LMSs name the gradebook column after the assignment.
    label: link.title,
    scoreMaximum: asked.scoreMaximum,
    resourceId: asked.resourceId ?? '',
    tag: asked.tag ?? '',
    startDateTime: asked.startDateTime ?? null,
    endDateTime: asked.endDateTime ?? null,
    kind: asked.kind ?? 'value',
    locked: false,
    submissionReview: asked.submissionReview ?? null,
    submissionType: 'external_tool',
    grades: {},
  }
  site.state.lineItems.push(item)
  return item
}
