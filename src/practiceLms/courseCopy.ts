import { randomUUID } from 'node:crypto'
import { stableUuid } from './cast.js'
import { find } from './lookups.js'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { Course, Enrolment } from './state.js'

export interface CopySettings {
  title?: string
  label?: string
  /** Who is in the new course; the staff of the old one when absent. */
  enrolments?: Enrolment[]
}

/** Copies a course as a new term begins: its links get new ids, their line items too, while `custom`,
 * `resourceId` and `tag` stay (AGS §3.2.15); no grades come along. */
export function copyCourse(site: Site, courseId: string, settings: CopySettings = {}): Course {
  const { state } = site
  const from = find.course(state, courseId)
  const id = newNumber(site)
  const label = settings.label ?? `${from.label}-${id}`
  const staff = from.enrolments.filter(({ role }) => role === 'teacher' || role === 'assistant')
  const course: Course = {
    ...from,
    id,
    ltiId: stableUuid(`course ${id} ${label}`).replaceAll('-', ''),
    title: settings.title ?? `${from.title} copy`,
    label,
    sourcedId: label,
    weeks: [...from.weeks],
    enrolments: (settings.enrolments ?? staff).map((enrolment) => ({ ...enrolment })),
    copiedFrom: [site.personality.contextId(from), ...from.copiedFrom],
    concluded: false,
  }
  state.courses.push(course)
  const newLinkIds = new Map<string, string>()
  for (const link of state.links.filter((one) => one.courseId === from.id)) {
    const copy = {
      ...link,
      id: newNumber(site),
      ltiId: randomUUID(),
      courseId: id,
      custom: { ...link.custom },
    }
    newLinkIds.set(link.id, copy.id)
    state.links.push(copy)
  }
  const newLink = (old: string | null): string | null => (old === null ? null : (newLinkIds.get(old) ?? null))
  for (const item of state.lineItems.filter((one) => one.courseId === from.id)) {
    state.lineItems.push({
      ...item,
      id: newNumber(site),
      courseId: id,
      coupledLinkId: newLink(item.coupledLinkId),
      resourceLinkId: newLink(item.resourceLinkId),
      grades: {},
    })
  }
  site.changed()
  return course
}
