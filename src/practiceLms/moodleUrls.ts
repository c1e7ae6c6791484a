import type { Site } from './site.js'
import type { Course, LineItem, Tool } from './state.js'

/** Moodle's service URLs carry the tool in the query, so `/scores` and `/results` must go into the path. */
export const lineItemsUrl = (site: Site, course: Course, tool: Tool): string =>
  `${site.baseUrl()}/services/${course.id}/lineitems?type_id=${tool.id}`

/** The address, and so the id, of one line item. */
export const lineItemUrl = (site: Site, item: LineItem): string =>
  `${site.baseUrl()}/services/${item.courseId}/lineitems/${item.id}/lineitem?type_id=${item.toolId}`

/** Where the results of a line item are. */
export const resultsUrl = (site: Site, item: LineItem): string =>
  `${site.baseUrl()}/services/${item.courseId}/lineitems/${item.id}/lineitem/results?type_id=${item.toolId}`

/** Where the roster of a course is. */
export const rosterUrl = (site: Site, course: Course, tool: Tool): string =>
  `${site.baseUrl()}/services/CourseSection/${course.id}/bindings/${tool.id}/memberships`
