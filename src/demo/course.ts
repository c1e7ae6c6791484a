import type { Assignment, Cohort } from '../cohorts/cohort.js'
import type { Actor } from '../audit/actor.js'
import type { Launch } from '../lti/launch.js'
import { scope } from '../lti/vocabulary.js'
import { cast, type CastMember } from '../practiceLms/cast.js'
import type { PracticeLms } from '../practiceLms/practiceLms.js'
import type { Services } from '../services.js'
import type { DemoPlace } from './place.js'

/** In which week of the course each micro-credential is shown, and what the course calls the assignment. */
const plan: readonly { key: string; week: number; title: string }[] = [
  { key: 'trauma-informed-practice', week: 3, title: 'Show it: safety and predictability' },
  { key: 'cultural-responsiveness', week: 5, title: 'Show it: culture, identity and belonging' },
  { key: 'family-partnership', week: 6, title: 'Show it: listening to families' },
  { key: 'language-acquisition', week: 8, title: 'Show it: language and content together' },
  { key: 'sustainable-learning-design', week: 11, title: 'Show it: learning that lasts' },
]

/** The one assignment nobody has mapped yet, so that a facilitator has a question to answer. */
const unmapped = { week: 12, title: 'Looking back, looking ahead' }

/** An assignment as the LMS and the tool both know it. */
export interface DemoAssignment {
  key: string
  week: number
  linkId: string
  lineItemUrl: string | null
  mappingId: string | null
  assignment: Assignment
}

export interface DemoCourse {
  cohort: Cohort
  assignments: DemoAssignment[]
  /** Lets somebody of the cast arrive, as a launch would; answers them as an actor. */
  enter(member: CastMember, at?: DemoAssignment): Promise<Actor>
}

const roles: Record<CastMember['role'], Launch['roles']> = {
  educator: ['educator'],
  facilitator: ['facilitator'],
  assessor: ['facilitator'],
  admin: ['administrator', 'facilitator'],
  testStudent: ['educator', 'test-learner'],
}

const zoneOf = { AZ: 'America/Phoenix', NY: 'America/New_York', WA: 'America/Los_Angeles' } as const

/**
 * Puts the demo's assignments into the practice LMS and lets the facilitators and assessors arrive, through the
 * same door a verified launch takes. Assessors come as teachers: this LMS has no role for them.
 */
export async function makeCourse(
  services: Services,
  lms: PracticeLms,
  place: DemoPlace,
): Promise<DemoCourse> {
  const course = lms.course()
  const { issuer } = lms.platform()
  const lineItemsUrl = `${issuer}/services/${course.id}/lineitems?type_id=${place.toolId}`

  const launchOf = (
    member: CastMember,
    at?: Omit<DemoAssignment, 'assignment'> & { title: string },
  ): Launch => ({
    registrationId: place.registrationId,
    institutionId: place.institutionId,
    deploymentId: place.deploymentId,
    kind: 'resource-link',
    user: {
      sub: lms.userId(member.key),
      name: member.name,
      ...(member.email ? { email: member.email } : {}),
      locale: member.locale,
    },
    roles: roles[member.role],
    context: { id: course.id, title: course.title, label: course.label, history: [] },
    resourceLink: at ? { id: at.linkId, title: at.title, description: '' } : null,
    mappingId: at?.mappingId ?? null,
    page: null,
    targetUrl: '/lti/launch',
    grades: { lineItemUrl: at?.lineItemUrl ?? null, lineItemsUrl, scopes: gradeScopes },
    roster: null,
    notices: null,
    deepLinking: null,
    reviewOf: null,
    returnUrl: null,
    locale: member.locale,
    timeZone: member.state ? zoneOf[member.state] : null,
    platformFamily: 'moodle',
    documentTarget: 'iframe',
  })

  async function arrive(
    launch: Launch,
  ): Promise<{ actor: Actor; cohort: Cohort; assignment: Assignment | null }> {
    const { person, arrived } = await services.launchArrival.takeIn(launch)
    if (!person || !arrived) throw new Error('somebody of the cast could not arrive')
    const actor: Actor = { kind: 'person', personId: person.id, institutionId: place.institutionId }
    return { actor, ...arrived }
  }

  const [lead] = cast.facilitators
  if (!lead) throw new Error('the cast has no facilitator')
  const { actor: facilitator, cohort } = await arrive(launchOf(lead))
  const assignments: DemoAssignment[] = []
  for (const { key, week, title } of [...plan, { key: '', ...unmapped }]) {
    const asked = place.catalogue.find((one) => one.key === key)
    const mapping = asked
      ? await services.cohorts.mapping.createMapping(facilitator, place.institutionId, asked)
      : null
    const link = lms.createAssignment({
      title,
      week,
      text: 'Opens Cairn, where you show what you can do with evidence from your own classroom.',
      tool: place.toolId,
      lineItem: {
        scoreMaximum: 100,
        ...(mapping ? { resourceId: mapping.id, tag: 'micro-credential' } : {}),
      },
      ...(mapping ? { custom: { cairn_mapping: mapping.id } } : {}),
    })
    const known = {
      key,
      week,
      title,
      linkId: link.resourceLinkId,
      lineItemUrl: link.lineItemUrl,
      mappingId: mapping?.id ?? null,
    }
    const { assignment } = await arrive(launchOf(lead, known))
    if (!assignment) throw new Error(`${title} was not taken in`)
    await services.cohorts.mapping.setWeek(facilitator, assignment.id, week)
    assignments.push({ ...known, assignment })
  }
  await services.cohorts.mapping.setStart(facilitator, cohort.id, firstDay(services.clock.now()))
  for (const member of cast.facilitators) await arrive(launchOf(member))
  for (const member of cast.assessors) {
    const { actor } = await arrive(launchOf(member))
    if (actor.kind === 'person')
      await services.cohorts.people.setAssessor(facilitator, cohort.id, actor.personId, true)
  }
  return {
    cohort,
    assignments: assignments.filter(({ mappingId }) => mappingId !== null),
    enter: async (member, at) =>
      (await arrive(launchOf(member, at ? { ...at, title: at.assignment.title } : undefined))).actor,
  }
}

const gradeScopes = [scope.lineItem, scope.resultRead, scope.score]

/** The course is in its eighth week: it began on the Monday seven weeks before this one. */
function firstDay(now: Date): Date {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) - 49)
  return day
}
