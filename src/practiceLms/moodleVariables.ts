import type { Variables } from './customValues.js'
import type { Launch } from './launches.js'
import { launchRoles } from './moodleRoles.js'
import { lineItemsUrl, rosterUrl } from './moodleUrls.js'
import { sharesEmail, sharesName } from './privacy.js'
import type { Site } from './site.js'
import type { Course, Person, ResourceLink, Tool } from './state.js'

interface Situation {
  person: Person
  course: Course
  tool: Tool
  link: ResourceLink | null
  lineItem: string | null
  launch: Launch
}

/** What Moodle's substitution variables stand for. Observed: due dates and the language of the message are not
 * supported (and so come through as written), results and scores URLs are supported but empty, and the variables
 * of a link are null while there is none. */
export function moodleVariables(
  site: Site,
  { person, course, tool, link, lineItem, launch }: Situation,
): Variables {
  const named = sharesName(tool)
  return {
    'Context.id': course.id,
    'Context.title': course.title,
    'Context.label': course.label,
    'Context.sourcedId': course.sourcedId,
    'Context.id.history': course.copiedFrom.join(','),
    'CourseSection.title': course.title,
    'CourseSection.label': course.label,
    'CourseSection.sourcedId': course.sourcedId,
    'CourseSection.timeFrame.begin': '',
    'CourseSection.timeFrame.end': '',
    'Context.timeFrame.begin': '',
    'ResourceLink.id': link?.id ?? null,
    'ResourceLink.title': link?.title ?? null,
    'ResourceLink.description': link?.text ?? null,
    'User.id': person.id,
    'User.username': person.username,
    'Person.name.full': named ? person.name : '',
    'Person.name.given': named ? person.givenName : '',
    'Person.name.family': named ? person.familyName : '',
    'Person.email.primary': sharesEmail(tool) ? (person.email ?? '') : '',
    'Person.sourcedId': person.username,
    'Person.address.timezone': '99',
    'Membership.role': launchRoles(course, person).some((role) => role.endsWith('#Instructor'))
      ? 'Instructor'
      : 'Learner',
    'Moodle.Person.userGroupIds': '',
    'LineItem.url': lineItem ?? '',
    'LineItems.url': lineItemsUrl(site, course, tool),
    'Results.url': '',
    'Scores.url': '',
    'ToolProxyBinding.memberships.url': rosterUrl(site, course, tool),
    'LtiLink.memberships.url': `${site.baseUrl()}/services/links/{link_id}/memberships`,
    'Result.sourcedId': launch.linkId === null ? null : `${launch.linkId}/${person.id}`,
  }
}
