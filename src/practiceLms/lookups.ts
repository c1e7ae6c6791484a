import type { Course, CourseRole, LineItem, LmsState, Person, ResourceLink, Tool } from './state.js'

/** A page or service was asked for something that is not there; answered with 404. */
export class Missing extends Error {}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Missing(`${what} doesn't exist`)
  return value
}

/** Each finds one thing by any id it goes by, or throws `Missing`. */
export const find = {
  person: (state: LmsState, id: string): Person =>
    found(
      state.people.find((person) => person.id === id || person.ltiId === id || person.key === id),
      `Person ${id}`,
    ),
  course: (state: LmsState, id: string): Course =>
    found(
      state.courses.find((course) => course.id === id),
      `Course ${id}`,
    ),
  tool: (state: LmsState, id: string): Tool =>
    found(
      state.tools.find((tool) => tool.id === id || tool.clientId === id),
      `Tool ${id}`,
    ),
  link: (state: LmsState, id: string): ResourceLink =>
    found(
      state.links.find((link) => link.id === id || link.ltiId === id),
      `Assignment ${id}`,
    ),
  lineItem: (state: LmsState, id: string): LineItem =>
    found(
      state.lineItems.find((item) => item.id === id),
      `Grade item ${id}`,
    ),
}

/** The person's role in the course; null for those who are not in it (as an administrator usually is not). */
export function roleIn(course: Course, person: Person): CourseRole | null {
  return course.enrolments.find((enrolment) => enrolment.personId === person.id)?.role ?? null
}

/** Whether the person may see everybody's work and change the course. */
export function teaches(course: Course, person: Person): boolean {
  const role = roleIn(course, person)
  return person.admin || role === 'teacher' || role === 'assistant'
}

/** The line items that belong to a link, its own one first. */
export function lineItemsOf(state: LmsState, link: ResourceLink): LineItem[] {
  const items = state.lineItems.filter(
    (item) => item.coupledLinkId === link.id || item.resourceLinkId === link.id,
  )
  return items.sort((a, b) => Number(b.coupledLinkId === link.id) - Number(a.coupledLinkId === link.id))
}
