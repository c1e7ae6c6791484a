import { Router } from 'express'
import { json } from './answers.js'
import { find } from './lookups.js'
import { queryText } from './forms.js'
import { moodleEndpoint, pathText, ServiceRefusal } from './moodleServices.js'
import { rosterUrl } from './moodleUrls.js'
import { sharesEmail, sharesName } from './privacy.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import type { CourseRole, Person, Tool } from './state.js'
import { claims, mediaTypes, scopes } from './vocabulary.js'

/** The roster goes by what people may do in the whole course, so a non-editing teacher is a Learner in it. */
const rosterRole = (role: CourseRole): string => (role === 'teacher' ? 'Instructor' : 'Learner')

function shown(person: Person, role: string, tool: Tool, linked: boolean): Record<string, unknown> {
  const name = { name: person.name, given_name: person.givenName, family_name: person.familyName }
  return {
    status: 'Active',
    roles: [role],
    ...(linked ? { message: [{ [claims.messageType]: 'LtiResourceLinkRequest' }] } : {}),
    user_id: person.id,
    lis_person_sourcedid: person.username,
    ...(sharesName(tool) ? name : {}),
    ...(sharesEmail(tool) && person.email !== null ? { email: person.email } : {}),
    ...(sharesName(tool) ? { ext_user_username: person.username } : {}),
  }
}

/** The roster as Moodle serves it (NRPS): everybody at once unless `limit` is given, and the next page's link
 * forgets the role that was asked for. */
export function moodleRosterRoutes(site: Site): Router {
  const router = Router()
  router.get(
    '/services/CourseSection/:course/bindings/:tool/memberships',
    serviceGate(site, 'nrps'),
    moodleEndpoint(site, {
      mediaType: mediaTypes.roster,
      scopes: [scopes.roster],
      anyAccept: true,
      handle({ tool, req, res }) {
        const course = find.course(site.state, pathText(req, 'course'))
        if (pathText(req, 'tool') !== tool.id) throw new ServiceRefusal(403, 'Forbidden')
        const rlid = queryText(req, 'rlid')
        const asked = queryText(req, 'role').split('#').at(-1) ?? ''
        const members = course.enrolments
          .filter(
            ({ active, role }) =>
              active && role !== 'testStudent' && (asked === '' || rosterRole(role) === asked),
          )
          .map(({ personId, role }) => ({
            person: find.person(site.state, personId),
            role: rosterRole(role),
          }))
          .sort(
            (a, b) =>
              a.person.familyName.localeCompare(b.person.familyName) ||
              Number(a.person.id) - Number(b.person.id),
          )
        const limit = Number.parseInt(queryText(req, 'limit'), 10) || members.length
        const from = Number.parseInt(queryText(req, 'from'), 10) || 0
        const url = rosterUrl(site, course, tool)
        if (from + limit < members.length) {
          res.set(
            'Link',
            `<${url}?limit=${limit}&from=${from + limit}${rlid === '' ? '' : `&rlid=${rlid}`}>; rel="next"`,
          )
        }
        const page = members.slice(from, from + limit)
        const body = {
          id: url,
          context: { id: course.id, label: course.label, title: course.title },
          members: page.map(({ person, role }) => shown(person, role, tool, rlid !== '')),
        }
        return json(200, body, mediaTypes.roster)
      },
    }),
  )
  return router
}
