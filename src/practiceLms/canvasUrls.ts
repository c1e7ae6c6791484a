import type { Site } from './site.js'
import type { Course, LineItem } from './state.js'

const courseUrl = (site: Site, courseId: string): string => `${site.baseUrl()}/api/lti/courses/${courseId}`

/** Where the line items of a course are. */
export const lineItemsUrl = (site: Site, course: Course): string => `${courseUrl(site, course.id)}/line_items`

/** The address, and so the id, of one line item. */
export const lineItemUrl = (site: Site, item: LineItem): string =>
  `${courseUrl(site, item.courseId)}/line_items/${item.id}`

/** Where the roster of a course is. */
export const rosterUrl = (site: Site, course: Course): string =>
  `${courseUrl(site, course.id)}/names_and_roles`
