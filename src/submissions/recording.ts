import type { Actor } from '../audit/actor.js'
import { mayAssess } from '../cohorts/cohort.js'
import type { Standing } from '../cohorts/ports.js'
import { addWorkingDays } from '../clock/clock.js'
import { Forbidden } from '../errors/errors.js'
import { firstAttempt } from './attempts.js'
import { createFollowing } from './following.js'
import { asPerson, askedOf } from './own.js'
import { decideRecording, type RecordingDecision, type Seen } from './record.js'
import type { Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Work that was seen on paper or at a visit, written down for somebody who may never have come here. */
export function createRecording(deps: SubmissionDeps) {
  const followOrReport = createFollowing(deps)

  async function writing(actor: Actor, cohortId: string) {
    const standing = await deps.cohorts.standing(actor, cohortId)
    if (!mayAssess(standing.enrolment.roles)) throw new Forbidden('role_missing')
    return standing
  }

  /** Whoever only assesses where names are hidden is not shown a list of names: they say whose work they saw. */
  const namesThem = async ({ cohort, enrolment }: Standing): Promise<boolean> =>
    !enrolment.roles.includes('facilitator') && (await deps.names.rules(cohort.institutionId)).hideNames

  /** The one educator here who is called so; null where there is none, or more than one. */
  async function called(institutionId: string, cohortId: string, name: string): Promise<string | null> {
    const here = (await deps.cohorts.educatorsOf(institutionId, cohortId)).map(({ personId }) => personId)
    const names = await deps.people.names(institutionId, here)
    const same = here.filter((id) => plainName(names.get(id) ?? '') === plainName(name))
    return same.length === 1 ? (same[0] ?? null) : null
  }

  async function offered(cohortId: string) {
    const mapped = await deps.cohorts.mappedAssignments(cohortId)
    return mapped.filter(({ lmsGraded }) => !lmsGraded)
  }

  return {
    /**
     * The assignments and the people that something can be recorded for; `byName` instead of people where names are hidden from the
     * actor. Assessors and facilitators only.
     */
    async recordable(actor: Actor, cohortId: string) {
      const standing = await writing(actor, cohortId)
      const { institutionId } = standing.cohort
      const assignments = await offered(cohortId)
      const here = (await deps.cohorts.educatorsOf(institutionId, cohortId)).filter(
        ({ personId }) => personId !== asPerson(actor).personId,
      )
      const names = await deps.people.names(
        institutionId,
        here.map(({ personId }) => personId),
      )
      const titled = await Promise.all(
        assignments.map(async ({ id, title, microCredentialId }) => ({
          id,
          title,
          microCredential: await askedOf(deps.catalogue, {
            institutionId,
            microCredentialId: microCredentialId ?? '',
          }),
        })),
      )
      const people = here
        .map(({ personId }) => ({ personId, name: names.get(personId) ?? null }))
        .sort((a, b) => (a.name ?? '\uffff').localeCompare(b.name ?? '\uffff'))
      const byName = await namesThem(standing)
      return {
        ...standing,
        assignments: titled,
        people: byName ? [] : people,
        byName,
        anybody: here.length > 0,
      }
    },
    /**
     * Records what was seen of somebody's work, as their first attempt, sent at once: it waits for an assessor other than the
     * writer. Written in one piece, so that nothing is half recorded. Answers why not, where it cannot be. `person` is their id,
     * or their name where names are hidden from the actor.
     */
    async record(
      actor: Actor,
      cohortId: string,
      wish: { assignmentId: string; person: string; seen: Seen },
    ): Promise<{ decision: RecordingDecision | 'retired' | 'unknownName'; submission: Submission | null }> {
      const standing = await writing(actor, cohortId)
      const { cohort } = standing
      const { institutionId } = cohort
      const { assignmentId, person, seen } = wish
      const personId = (await namesThem(standing)) ? await called(institutionId, cohortId, person) : person
      if (personId === null) return { decision: 'unknownName', submission: null }
      const assignment = (await offered(cohortId)).find(({ id }) => id === assignmentId) ?? null
      const decision = decideRecording({
        assignment,
        enrolment: await deps.cohorts.enrolmentOf(cohortId, personId),
        cohortId,
        writerId: asPerson(actor).personId,
        begun: (await deps.store.ofPerson(institutionId, assignmentId, personId)) !== null,
      })
      const microCredentialId = assignment?.microCredentialId
      if (decision !== 'record' || !microCredentialId) return { decision, submission: null }
      const content = await askedOf(deps.catalogue, { institutionId, microCredentialId })
      if (!(await deps.catalogue.mayBegin(institutionId, content.key)))
        return { decision: 'retired', submission: null }
      const now = deps.clock.now()
      const promisedBy = addWorkingDays(now, await deps.promiseDays(institutionId))
      const recorded = { ...seen, by: asPerson(actor).personId, at: now }
      const { submission, started } = await deps.store.start({
        institutionId,
        cohortId,
        assignmentId,
        personId,
        microCredentialId,
        microCredentialKey: content.key,
        attempts: [{ ...firstAttempt(content, now), submitted: { at: now, promisedBy }, recorded }],
        artefacts: [],
        setAside: [],
        statements: [],
        courseBegan: cohort.startsOn,
        revision: 0,
        promisedBy,
        met: null,
        toFollow: now,
        createdAt: now,
        updatedAt: now,
      })
      if (!started) return { decision: 'begun', submission: null }
      await deps.audit.record({
        institutionId,
        actor,
        action: 'submission.recorded',
        subject: `submission:${submission.id}`,
        reason: `${seen.way}, seen ${seen.seenOn}`,
        at: now,
      })
      await followOrReport(submission)
      return { decision, submission }
    },
  }
}

/** A name as two people may write it: case and the width of spaces do not matter. */
const plainName = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
