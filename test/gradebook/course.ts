import type { ScoreChange } from '../../src/gradebook/scorePost.js'
import { operator } from '../../src/audit/actor.js'
import { cast, type CastMember } from '../../src/practiceLms/cast.js'
import type { Visitor } from '../support/visitor.js'
import type { World } from '../support/world.js'

export const teacher = cast.facilitators[0]!
export const learners = cast.educators.slice(0, 6)

/** A course of the practice LMS with one mapped assignment, opened by a facilitator and some learners. */
export async function openCourse(world: World) {
  const { services } = world.tool
  const made = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
  const { visitor: facilitator, page } = await world.launch(teacher.key, { assignment: made.id })
  const published = await services.catalogue.latest(world.institutionId, 'trauma-informed-practice')
  const mapped = await facilitator.submit(page, 'form[action$="/mapping"]', {
    microCredentialId: published?.id ?? '',
  })
  const cohortId = /\/cohorts\/([^/]+)/.exec(mapped.url.pathname)?.[1] ?? ''
  const [assignment] = await services.assignments.list(world.institutionId, cohortId)
  const people = new Map<string, string>()
  const visitors = new Map<string, Visitor>()
  for (const learner of learners) {
    const { visitor } = await world.launch(learner.key, { assignment: made.id })
    visitors.set(learner.key, visitor)
    const person = await services.people.meet({
      institutionId: world.institutionId,
      registrationId: world.registrationId,
      sub: world.lms.userId(learner.key),
      name: null,
      email: null,
      locale: null,
      timeZone: null,
    })
    people.set(learner.key, person?.id ?? '')
  }
  return {
    cohortId,
    facilitator,
    visitors,
    ledger: `${world.url}/cohorts/${cohortId}/score-posts`,
    grade: (who: CastMember) => world.lms.grade(made.id, who.key),
    assignment: made.id,
    lineItemId: made.lineItemId ?? '',
    /** A score of somebody, finalised now. */
    score: (who: CastMember, key: string, given: number): ScoreChange => ({
      key,
      institutionId: world.institutionId,
      cohortId,
      assignmentId: assignment?.id ?? '',
      personId: people.get(who.key) ?? '',
      kind: 'finalised',
      at: services.clock.now(),
      score: { given, maximum: 100 },
      comment: `${String(given)} of 100`,
      submittedAt: new Date(services.clock.now().getTime() - 60_000),
      submissionPath: '/submissions/none',
    }),
    operator,
  }
}

export type Course = Awaited<ReturnType<typeof openCourse>>
