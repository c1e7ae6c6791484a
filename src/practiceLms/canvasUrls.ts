import type { Site } from './site.js'
import type { Course, LineItem } from './state.js'

const courseUrl = (site: Site, courseId: string): string => `${site.baseUrl()}/api/lti/courses/${courseId}`

export const lineItemsUrl = (site: Site, course: Course): string => `${courseUrl(site, course.id)}/line_items`

export const lineItemUrl = (site: Site, item: LineItem): string =>
  `${courseUrl(site, item.courseId)}/line_items/${item.id}`

export const rosterUrl = (site: Site, course: Course): string =>
  `${courseUrl(site, course.id)}/names_and_roles`
