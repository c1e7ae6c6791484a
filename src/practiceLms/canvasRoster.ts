import { Router } from 'express'
import type { Response } from 'express'
import { json } from './answers.js'
import { courseRoles } from './canvasRoles.js'
import { canvasEndpoint, canvasPage, CanvasRefusal } from './canvasServices.js'
import { rosterUrl } from './canvasUrls.js'
import { canvasVariables } from './canvasVariables.js'
import { expand } from './customValues.js'
import { find, lineItemsOf } from './lookups.js'
import { sharesEmail, sharesName } from './privacy.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import type { Course, Person, ResourceLink, Tool } from './state.js'
import { claims, mediaTypes, scopes } from './vocabulary.js'

const pageSize = 50

function personal(person: Person, tool: Tool): Record<string, unknown> {
  const family = person.familyName === '' ? {} : { family_name: person.familyName }
  return {
    ...(sharesName(tool) ? { name: person.name, given_name: person.givenName, ...family } : {}),
    ...(sharesEmail(tool) && person.email !== null ? { email: person.email } : {}),
    lis_person_sourcedid: person.username,
  }
}

/** What a launch of this link would tell the tool about the member. */
function message(
  site: Site,
  course: Course,
  link: ResourceLink | null,
  person: Person,
  tool: Tool,
): Record<string, unknown> {
  const item = link ? (lineItemsOf(site.state, link)[0] ?? null) : null
  const custom = expand(
    { ...tool.custom, ...link?.custom },
    canvasVariables(site, { person, course, link, item }),
  )
  return {
    [claims.messageType]: 'LtiResourceLinkRequest',
    locale: person.locale,
    [claims.custom]: custom,
    canvas_user_id: person.id,
  }
}

/** The link named by `rlid`: one of the tool's, or null for the course itself; anything else is an error. */
function reachable(site: Site, course: Course, tool: Tool, rlid: string): ResourceLink | null {
  if (rlid === course.ltiId) return null
  const link = site.state.links.find(
    (one) => one.ltiId === rlid && one.courseId === course.id && one.toolId === tool.id,
  )
  if (!link) throw new CanvasRefusal(400, `Tool does not have access to rlid ${rlid}`)
  return link
}

/** Adds the address that will tell what changed after now to the links of a page (NRPS §2.5). */
function offerDifferences(res: Response, url: string, now: Date): void {
  const address = new URL(url)
  address.searchParams.set('changed_since', now.toISOString())
  res.append('Link', `<${address.href}>; rel="differences"`)
}

/** The roster as Canvas serves it: 50 to a page and never more, active people only, full role URIs. */
export function canvasRosterRoutes(site: Site): Router {
  const router = Router()
  router.get(
    '/api/lti/courses/:course/names_and_roles',
    serviceGate(site, 'nrps'),
    canvasEndpoint(site, [scopes.roster], (work) => {
      const { tool, course, req } = work
      const query = new URL(req.originalUrl, 'http://x').searchParams
      const role = query.get('role')
      const rlid = query.get('rlid')
      const link = rlid === null ? null : reachable(site, course, tool, rlid)
      const since = site.extras.rosterDifferences ? query.get('changed_since') : null
      const members = course.enrolments.filter(
        (enrolment) =>
          (since === null ? enrolment.active : (enrolment.changedAt ?? '') > since) &&
          enrolment.role !== 'testStudent' &&
          (role === null || courseRoles[enrolment.role].includes(role)),
      )
      const shown = canvasPage(work, members, rosterUrl(site, course), pageSize, pageSize).map(
        (enrolment) => {
          const person = find.person(site.state, enrolment.personId)
          return {
            status: enrolment.active ? 'Active' : 'Deleted',
            ...personal(person, tool),
            user_id: person.ltiId,
            roles: courseRoles[enrolment.role],
            ...(rlid === null ? {} : { message: [message(site, course, link, person, tool)] }),
          }
        },
      )
      if (site.extras.rosterDifferences) offerDifferences(work.res, rosterUrl(site, course), site.now())
      const context = { id: course.ltiId, label: course.label, title: course.title }
      return json(200, { id: rosterUrl(site, course), context, members: shown }, mediaTypes.roster)
    }),
  )
  return router
}
