import type { Actor } from '../audit/actor.js'
import { mayAssess } from '../cohorts/cohort.js'
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

  async function offered(cohortId: string) {
    const mapped = await deps.cohorts.mappedAssignments(cohortId)
    return mapped.filter(({ lmsGraded }) => !lmsGraded)
  }

  return {
    /** The assignments and the people that something can be recorded for. Assessors and facilitators only. */
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
      return { ...standing, assignments: titled, people }
    },
    /**
     * Records what was seen of somebody's work, as their first attempt, sent at once: it waits for an assessor other than the
     * writer. Written in one piece, so that nothing is half recorded. Answers why not, where it cannot be.
     */
    async record(
      actor: Actor,
      cohortId: string,
      wish: { assignmentId: string; personId: string; seen: Seen },
    ): Promise<{ decision: RecordingDecision | 'retired'; submission: Submission | null }> {
      const { cohort } = await writing(actor, cohortId)
      const { institutionId } = cohort
      const { assignmentId, personId, seen } = wish
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
