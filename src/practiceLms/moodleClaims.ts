import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { expand } from './customValues.js'
import type { Launch } from './launches.js'
import { find, lineItemsOf } from './lookups.js'
import { moodleDeepLinkingSettings } from './moodleDeepLinking.js'
import { launchRoles } from './moodleRoles.js'
import { lineItemsUrl, lineItemUrl, rosterUrl } from './moodleUrls.js'
import { moodleVariables } from './moodleVariables.js'
import { sharesEmail, sharesName } from './privacy.js'
import type { Site } from './site.js'
import type { Course, LineItem, Person, ResourceLink, Tool } from './state.js'
import { claims, gradeScopes, scopes } from './vocabulary.js'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

function personClaims(person: Person, tool: Tool): JWTPayload {
  const named = sharesName(tool)
  const name = { given_name: person.givenName, family_name: person.familyName, name: person.name }
  return {
    ...(named ? name : {}),
    [claims.ext]: { ...(named ? { user_username: person.username } : {}), lms: 'moodle-2' },
    ...(sharesEmail(tool) && person.email !== null ? { email: person.email } : {}),
  }
}

function gradeClaims(site: Site, course: Course, tool: Tool, lineItem: string | null): JWTPayload {
  const granted = gradeScopes.filter((scope) => tool.scopes.includes(scope))
  if (granted.length === 0) return {}
  return {
    [claims.endpoint]: {
      scope: granted,
      lineitems: lineItemsUrl(site, course, tool),
      ...(lineItem === null ? {} : { lineitem: lineItem }),
    },
  }
}

function outcomeClaims(site: Site, link: ResourceLink, person: Person, tool: Tool): JWTPayload {
  const data = {
    instanceid: link.id,
    userid: person.id,
    typeid: tool.id,
    launchid: Number.parseInt(md5(link.id + person.id).slice(0, 7), 16),
  }
  return {
    [claims.basicOutcome]: {
      lis_result_sourcedid: JSON.stringify({
        data,
        hash: createHash('sha256').update(JSON.stringify(data)).digest('hex'),
      }),
      lis_outcome_service_url: `${site.baseUrl()}/services/outcomes`,
    },
  }
}

/** Moodle lower-cases custom names it finds odd and sends both spellings. */
function withNormalisedNames(custom: Record<string, string | null>): Record<string, string | null> {
  const normal = Object.entries(custom).map(
    ([key, value]) => [key.toLowerCase().replace(/[^a-z0-9]/g, '_'), value] as const,
  )
  return { ...custom, ...Object.fromEntries(normal) }
}

function presentation(site: Site, launch: Launch, person: Person): JWTPayload {
  if (launch.message === 'LtiDeepLinkingRequest')
    return { [claims.launchPresentation]: { locale: person.locale } }
  const url = new URL(`${site.baseUrl()}/lti/return`)
  url.search = new URLSearchParams({ course: launch.courseId, instanceid: launch.linkId ?? '' }).toString()
  const target = { locale: person.locale, document_target: launch.container, return_url: url.href }
  return { [claims.launchPresentation]: target }
}

function reviewedItem(items: readonly LineItem[], launch: Launch): LineItem | undefined {
  return launch.message === 'LtiSubmissionReviewRequest' ? items[0] : undefined
}

/** The claims of a Moodle 4.5.6 message, apart from the ones every platform signs alike. */
export function moodleClaims(site: Site, launch: Launch, withLineItem: boolean): JWTPayload {
  const { state } = site
  const person = find.person(state, launch.personId)
  const course = find.course(state, launch.courseId)
  const tool = find.tool(state, launch.toolId)
  const link = launch.linkId === null ? null : find.link(state, launch.linkId)
  const items = link ? lineItemsOf(state, link) : []
  const item = items.length === 1 ? items[0] : reviewedItem(items, launch)
  // Without `cmid` in the returned hint Moodle cannot tell which activity it is and sends an empty line item.
  const lineItem = item ? (withLineItem ? lineItemUrl(site, item) : '') : null
  const custom = { ...tool.custom, ...link?.custom, ...reviewedItem(items, launch)?.submissionReview?.custom }
  const roster = tool.scopes.includes(scopes.roster) ? rosterUrl(site, course, tool) : null
  const variables = moodleVariables(site, { person, course, tool, link, lineItem, launch })
  return {
    [claims.lis]: { person_sourcedid: person.username, course_section_sourcedid: course.sourcedId },
    [claims.roles]: launchRoles(course, person),
    [claims.context]: { id: course.id, label: course.label, title: course.title, type: ['CourseSection'] },
    ...(launch.forPersonId === null ? {} : { [claims.forUser]: { user_id: launch.forPersonId } }),
    ...(link ? { [claims.resourceLink]: { title: link.title, description: link.text, id: link.id } } : {}),
    ...(link && items.length > 0 ? outcomeClaims(site, link, person, tool) : {}),
    ...personClaims(person, tool),
    ...presentation(site, launch, person),
    [claims.toolPlatform]: {
      product_family_code: 'moodle',
      version: '2024100706',
      guid: md5(site.issuer()),
      name: 'PRACTICE',
      description: 'Practice LMS',
    },
    [claims.custom]: {
      ...withNormalisedNames(expand(custom, variables)),
      ...(roster === null ? {} : { context_memberships_url: roster }),
    },
    ...gradeClaims(site, course, tool, lineItem),
    ...(roster === null
      ? {}
      : { [claims.roster]: { context_memberships_url: roster, service_versions: ['1.0', '2.0'] } }),
    ...(launch.message === 'LtiDeepLinkingRequest' ? moodleDeepLinkingSettings(site, launch, tool) : {}),
  }
}
