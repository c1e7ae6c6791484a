import { launchRoles } from './canvasRoles.js'
import type { Variables } from './customValues.js'
import type { Site } from './site.js'
import type { Course, LineItem, Person, ResourceLink } from './state.js'

interface Situation {
  person: Person
  course: Course
  link: ResourceLink | null
  item: LineItem | null
}

/** What Canvas's substitution variables stand for. One without a value is left out here, because Canvas then
 * sends it as it was written; that goes for everything about an assignment outside of one. */
export function canvasVariables(site: Site, { person, course, link, item }: Situation): Variables {
  const all: Record<string, string | null> = {
    'Canvas.course.id': course.id,
    'Canvas.course.name': course.title,
    'Canvas.course.sisSourceId': course.sourcedId,
    'Canvas.course.workflowState': course.concluded ? 'completed' : 'available',
    'Context.id': course.ltiId,
    'Context.title': course.title,
    'Context.label': course.label,
    'Context.id.history': course.copiedFrom.join(','),
    'Canvas.course.previousContextIds': course.copiedFrom.slice(0, 1).join(','),
    'Canvas.course.previousContextIds.recursive': course.copiedFrom.join(','),
    'Canvas.assignment.id': link && item ? link.id : null,
    'Canvas.assignment.title': link && item ? link.title : null,
    'Canvas.assignment.pointsPossible': item ? String(item.scoreMaximum) : null,
    'Canvas.assignment.published': link && item ? String(link.published) : null,
    'Canvas.assignment.allowedAttempts': link?.allowedAttempts == null ? null : String(link.allowedAttempts),
    'Canvas.assignment.submission.studentAttempts': item
      ? String(item.grades[person.id]?.attempts.length ?? 0)
      : null,
    'Canvas.assignment.unlockAt.iso8601': item?.startDateTime ?? null,
    'Canvas.assignment.dueAt.iso8601': item?.endDateTime ?? null,
    'ResourceLink.available.startDateTime': item?.startDateTime ?? null,
    'ResourceLink.submission.endDateTime': item?.endDateTime ?? null,
    'com.instructure.Assignment.lti.id': link && item ? link.ltiId : null,
    'ResourceLink.id': link?.ltiId ?? null,
    'ResourceLink.title': link?.title ?? null,
    'Canvas.user.id': person.id,
    'Canvas.user.loginId': person.username,
    'Canvas.membership.roles': launchRoles(course, person).join(','),
    'User.id': person.ltiId,
    'Person.name.full': person.name,
    'Person.name.given': person.givenName,
    'Person.name.family': person.familyName,
    'Person.email.primary': person.email,
    'Person.sourcedId': person.username,
    'ToolConsumerInstance.guid': site.issuer(),
    'Canvas.api.baseUrl': site.baseUrl(),
    'Canvas.api.domain': new URL(site.baseUrl()).host,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== ''))
}
