import type { Site } from './site.js'
import type { Course, LineItem, Tool } from './state.js'

/** Moodle's service URLs carry the tool in the query, so `/scores` and `/results` must go into the path. */
export const lineItemsUrl = (site: Site, course: Course, tool: Tool): string =>
  `${site.baseUrl()}/services/${course.id}/lineitems?type_id=${tool.id}`

export const lineItemUrl = (site: Site, item: LineItem): string =>
  `${site.baseUrl()}/services/${item.courseId}/lineitems/${item.id}/lineitem?type_id=${item.toolId}`

export const resultsUrl = (site: Site, item: LineItem): string =>
  `${site.baseUrl()}/services/${item.courseId}/lineitems/${item.id}/lineitem/results?type_id=${item.toolId}`

export const rosterUrl = (site: Site, course: Course, tool: Tool): string =>
  `${site.baseUrl()}/services/CourseSection/${course.id}/bindings/${tool.id}/memberships`
