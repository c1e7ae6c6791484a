import { actorId, type Actor } from '../../audit/actor.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import { NotFound } from '../../errors/errors.js'
import { asPerson, askedOf } from '../own.js'
import type { SubmissionDeps } from '../submissionDeps.js'
import type { Dispensation } from './dispensation.js'

/** Letting somebody begin without what comes first, by those who facilitate their course. */
export function createDispensing(deps: SubmissionDeps) {
  const note = (
    actor: Actor,
    action: string,
    one: Omit<Dispensation, 'id' | 'given' | 'withdrawn'>,
    at: Date,
  ) =>
    deps.audit.record({
      institutionId: one.institutionId,
      actor,
      action,
      subject: `person:${one.personId}`,
      reason: `${one.microCredentialKey}: ${one.reason}`,
      at,
    })

  /** The course with what of it asks for something first, and who learns there. Facilitators only. */
  async function dispensable(actor: Actor, cohortId: string) {
    const standing = await deps.cohorts.standing(actor, cohortId)
    requireRole(standing, 'facilitator')
    const { institutionId } = standing.cohort
    const [assignments, here, given] = await Promise.all([
      deps.cohorts.mappedAssignments(cohortId),
      deps.cohorts.educatorsOf(institutionId, cohortId),
      deps.dispensations.ofCohort(institutionId, cohortId),
    ])
    const ids = assignments.flatMap(({ microCredentialId }) => microCredentialId ?? [])
    const contents = await Promise.all(
      [...new Set(ids)].map((microCredentialId) =>
        askedOf(deps.catalogue, { institutionId, microCredentialId }),
      ),
    )
    const asking = contents.filter(({ prerequisites = [] }) =>
      prerequisites.some(({ kind }) => kind === 'microCredential'),
    )
    const people = [...here, ...given].map(({ personId }) => personId)
    const names = await deps.people.names(institutionId, [...new Set(people)])
    return {
      ...standing,
      asking: asking.map(({ key, title }) => ({ key, title })),
      people: here.map(({ personId }) => ({ personId, name: names.get(personId) ?? null })),
      given: given.map((one) => ({ ...one, name: names.get(one.personId) ?? null })),
    }
  }

  return {
    dispensable,
    /** Lets somebody of the course begin. Answers false where they or the micro-credential are not of it. Again is harmless. */
    async dispense(
      actor: Actor,
      cohortId: string,
      wish: Pick<Dispensation, 'personId' | 'microCredentialKey' | 'reason'>,
    ): Promise<boolean> {
      const { cohort, asking, people } = await dispensable(actor, cohortId)
      const { personId, microCredentialKey } = wish
      if (!people.some((one) => one.personId === personId)) return false
      if (!asking.some(({ key }) => key === microCredentialKey)) return false
      const { institutionId } = cohort
      const at = deps.clock.now()
      const dispensation = { institutionId, cohortId, ...wish }
      if (await deps.dispensations.add({ ...dispensation, given: { by: actorId(actor), at } }))
        await note(actor, 'dispensation.given', dispensation, at)
      return true
    },
    /** Takes it back; what was begun goes on. Answers the course's id. Throws NotFound for whoever does not facilitate it. */
    async withdrawDispensation(actor: Actor, id: string): Promise<string> {
      const { institutionId, personId } = asPerson(actor)
      const found = await deps.dispensations.find(institutionId, id)
      if (!found) throw new NotFound('no such dispensation')
      const enrolment = await deps.cohorts.enrolmentOf(found.cohortId, personId)
      if (!enrolment?.roles.includes('facilitator')) throw new NotFound('not theirs to take back')
      const at = deps.clock.now()
      if (await deps.dispensations.withdraw(institutionId, id, { by: actorId(actor), at }))
        await note(actor, 'dispensation.withdrawn', found, at)
      return found.cohortId
    },
  }
}
