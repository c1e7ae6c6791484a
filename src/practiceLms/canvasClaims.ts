import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { lineItemsUrl, lineItemUrl, rosterUrl } from './canvasUrls.js'
import { noticeClaims } from './canvasNotices.js'
import { launchRoles } from './canvasRoles.js'
import { canvasVariables } from './canvasVariables.js'
import { expand } from './customValues.js'
import type { Launch } from './launches.js'
import { find, lineItemsOf } from './lookups.js'
import { sharesEmail, sharesName } from './privacy.js'
import type { Site } from './site.js'
import type { Course, Person, ResourceLink, Tool } from './state.js'
import { claims, gradeScopes, scopes } from './vocabulary.js'

const noErrors = { errors: { errors: {} } }
const guid = (site: Site): string => createHash('sha1').update(site.issuer()).digest('hex')

/** The `data` Canvas sends with a request for content and wants back. */
export const contentData = (launch: Launch): string =>
  createHash('sha256').update(`content ${launch.id}`).digest('base64url')

function personClaims(person: Person, tool: Tool): JWTPayload {
  const family = person.familyName === '' ? {} : { family_name: person.familyName }
  return {
    ...(sharesName(tool) ? { name: person.name, given_name: person.givenName, ...family } : {}),
    ...(sharesEmail(tool) && person.email !== null ? { email: person.email } : {}),
    locale: person.locale,
    [claims.legacyUserId]: createHash('sha1').update(person.ltiId).digest('hex'),
  }
}

/** A launch from the course menu is a launch of the course itself, whose id is then the link's id as well. */
function resourceLink(course: Course, link: ResourceLink | null): JWTPayload {
  const id = link?.ltiId ?? course.ltiId
  const title = link?.title ?? course.title
  return {
    [claims.resourceLink]: {
      id,
      title,
      description: link?.text ?? null,
      validation_context: null,
      ...noErrors,
    },
  }
}

function gradeClaims(site: Site, course: Course, tool: Tool, lineItem: string | null): JWTPayload {
  const granted = gradeScopes.filter((scope) => tool.scopes.includes(scope))
  if (granted.length === 0) return {}
  const urls = { lineitems: lineItemsUrl(site, course), ...(lineItem === null ? {} : { lineitem: lineItem }) }
  return { [claims.endpoint]: { scope: granted, ...urls, validation_context: null, ...noErrors } }
}

function deepLinkingSettings(site: Site, launch: Launch): JWTPayload {
  const returnUrl = new URL(`${site.baseUrl()}/lti/content-return`)
  returnUrl.search = new URLSearchParams({ course: launch.courseId, sesskey: launch.id }).toString()
  return {
    [claims.deepLinkingSettings]: {
      deep_link_return_url: returnUrl.href,
      accept_types: ['ltiResourceLink'],
      accept_presentation_document_targets: ['iframe', 'window'],
      accept_media_types: 'application/vnd.ims.lti.v1.ltilink',
      accept_multiple: launch.placement !== 'assignment_selection',
      accept_lineitem: true,
      auto_create: launch.placement !== 'assignment_selection',
      data: contentData(launch),
      ...noErrors,
    },
  }
}

/** The claims of a Canvas message, apart from the ones every platform signs alike. */
export function canvasClaims(site: Site, launch: Launch): JWTPayload {
  const { state } = site
  const person = find.person(state, launch.personId)
  const course = find.course(state, launch.courseId)
  const tool = find.tool(state, launch.toolId)
  const link = launch.linkId === null ? null : find.link(state, launch.linkId)
  const item = link ? (lineItemsOf(state, link)[0] ?? null) : null
  const deepLinking = launch.message === 'LtiDeepLinkingRequest'
  const roster = { context_memberships_url: rosterUrl(site, course), service_versions: ['2.0'], ...noErrors }
  const returnUrl = `${site.baseUrl()}/lti/return?course=${course.id}`
  return {
    azp: tool.clientId,
    [claims.roles]: launchRoles(course, person),
    [claims.context]: {
      id: course.ltiId,
      label: course.label,
      title: course.title,
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
      validation_context: null,
      ...noErrors,
    },
    ...(deepLinking ? deepLinkingSettings(site, launch) : resourceLink(course, link)),
    [claims.lis]: {
      person_sourcedid: person.username,
      course_offering_sourcedid: course.sourcedId,
      ...noErrors,
    },
    ...personClaims(person, tool),
    [claims.launchPresentation]: {
      document_target: launch.container,
      return_url: returnUrl,
      locale: person.locale,
      height: 800,
      width: 1000,
      ...noErrors,
    },
    [claims.toolPlatform]: {
      guid: guid(site),
      name: 'Practice LMS',
      version: 'cloud',
      product_family_code: 'canvas',
      ...noErrors,
    },
    [claims.custom]: expand(
      { ...tool.custom, ...link?.custom },
      canvasVariables(site, { person, course, link, item }),
    ),
    ...gradeClaims(site, course, tool, item && lineItemUrl(site, item)),
    ...(tool.scopes.includes(scopes.roster) ? { [claims.roster]: roster } : {}),
    ...noticeClaims(site, tool),
    'https://www.instructure.com/placement': launch.placement,
    ...noErrors,
  }
}
