import { operator } from '../../../src/audit/actor.js'
import type { Launch } from '../../../src/lti/launch.js'
import { cast, type CastMember } from '../../../src/practiceLms/cast.js'
import type { Services } from '../../../src/services.js'
import type { LmsPlace } from './lmsProcess.js'

/** A course in the tool's own records: what scores need to find their way. */
export interface Seats {
  institutionId: string
  cohortId: string
  assignments: string[]
  people: string[]
}

const scopes = ['lineitem', 'result.readonly', 'score'].map(
  (name) => `https://purl.imsglobal.org/spec/lti-ags/scope/${name}`,
)

/** Lets a facilitator open every assignment and this many educators open the course, through the launch's door. */
export async function seat(
  services: Services,
  place: LmsPlace,
  family: 'moodle' | 'canvas',
  people: number,
): Promise<Seats> {
  const { id: institutionId } = await services.institutions.create(operator, { name: 'Bench' })
  const registration = await services.platforms.add(operator, {
    institutionId,
    issuer: place.platform.issuer,
    clientId: place.clientId,
    authUrl: place.platform.authorizationUrl,
    tokenUrl: place.platform.tokenUrl,
    jwksUrl: place.platform.keysUrl,
    family,
    deploymentId: place.deploymentId,
    approve: true,
  })
  const [deployment] = await services.platforms.deployments(operator, institutionId)
  if (!deployment) throw new Error('the practice LMS has no deployment')
  // Only a launch of the course names its columns: an assignment's own would make the tool ask the LMS for its mapping.
  const columns = `${place.platform.issuer}/columns`
  const launchOf = (member: CastMember, at?: LmsPlace['assignments'][number]): Launch => ({
    registrationId: registration.id,
    institutionId,
    deploymentId: deployment.id,
    kind: 'resource-link',
    user: { sub: place.userIds[member.key] ?? '', name: member.name, locale: member.locale },
    roles: member.role === 'educator' ? ['educator'] : ['facilitator'],
    context: { ...place.course, history: [] },
    resourceLink: at ? { id: at.resourceLinkId, title: 'Show it', description: '' } : null,
    mappingId: null,
    page: null,
    targetUrl: '/lti/launch',
    grades: { lineItemUrl: at?.lineItemUrl ?? null, lineItemsUrl: at ? null : columns, scopes },
    roster: null,
    notices: null,
    deepLinking: null,
    reviewOf: null,
    returnUrl: null,
    locale: member.locale,
    timeZone: null,
    platformFamily: family,
    documentTarget: 'iframe',
  })
  const arrive = async (launch: Launch) => {
    const { person, arrived } = await services.launchArrival.takeIn(launch)
    if (!person || !arrived) throw new Error('somebody of the cast could not arrive')
    return { personId: person.id, ...arrived }
  }

  const [facilitator] = cast.facilitators
  if (!facilitator) throw new Error('the cast has no facilitator')
  const assignments: string[] = []
  let cohortId = ''
  for (const at of place.assignments) {
    const { assignment, cohort } = await arrive(launchOf(facilitator, at))
    if (assignment) assignments.push(assignment.id)
    cohortId = cohort.id
  }
  const seated: string[] = []
  for (const member of cast.educators.slice(0, people)) seated.push((await arrive(launchOf(member))).personId)
  return { institutionId, cohortId, assignments, people: seated }
}
