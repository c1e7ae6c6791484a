import type { MicroCredential } from '../catalogue/microCredential.js'
import { mayAssess } from '../cohorts/cohort.js'
import { Conflict, Forbidden, NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { asPerson, askedOf } from '../submissions/own.js'
import { currentAttempt, type Submission } from '../submissions/submission.js'
import { carriedFrom, type Assessment, type Judgement } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { decideFinalising, type FinalisingDecision } from './finalising.js'
import { createFollowing } from './following.js'

/** One assessment with everything its page needs. */
export interface OpenedAssessment {
  assessment: Assessment
  submission: Submission
  microCredential: MicroCredential
  /** Finalised assessments of earlier attempts, oldest first. */
  earlier: Assessment[]
}

/** Assessors' work. Every command takes the actor; nobody assesses themself. */
export function createAssessmentService(deps: AssessmentDeps) {
  const following = createFollowing(deps)

  async function asAssessor(actor: Actor, cohortId: string) {
    const standing = await deps.cohorts.standing(actor, cohortId)
    if (!mayAssess(standing.enrolment.roles)) throw new NotFound('not an assessor of this cohort')
    return standing
  }

  async function waitingSubmission(actor: Actor, submissionId: string): Promise<Submission> {
    const { institutionId, personId } = asPerson(actor)
    const submission = await deps.submissions.find(institutionId, submissionId)
    if (!submission) throw new NotFound('no such submission')
    await asAssessor(actor, submission.cohortId)
    if (submission.personId === personId) throw new Forbidden('assessment.own_work')
    if (await deps.coaching.hasCoached(institutionId, personId, submission.personId))
      throw new Forbidden('assessment.coached')
    return submission
  }

  async function open(actor: Actor, id: string): Promise<OpenedAssessment> {
    const { institutionId } = asPerson(actor)
    const assessment = await deps.store.find(institutionId, id)
    if (!assessment) throw new NotFound('no such assessment')
    const submission = await waitingSubmission(actor, assessment.submissionId)
    const microCredential = await askedOf(deps.catalogue, submission)
    const all = await deps.store.ofSubmissions(institutionId, [submission.id])
    const earlier = all.filter((one) => one.finalised && one.attempt < assessment.attempt)
    return { assessment, submission, microCredential, earlier }
  }

  return {
    /** What waits in a cohort, oldest promise first, with names; without the actor's own work and that of people they coached. */
    async queue(actor: Actor, cohortId: string) {
      const standing = await asAssessor(actor, cohortId)
      const { institutionId, personId } = asPerson(actor)
      const [all, coached] = await Promise.all([
        deps.submissions.waiting(institutionId, cohortId),
        deps.coaching.everCoached(institutionId, personId),
      ])
      const waiting = all.filter((one) => one.personId !== personId && !coached.has(one.personId))
      const assessments = await deps.store.ofSubmissions(
        institutionId,
        waiting.map(({ id }) => id),
      )
      const rows = waiting.flatMap((submission) => {
        const attempt = currentAttempt(submission).number
        const begun = assessments.find((one) => one.submissionId === submission.id && one.attempt === attempt)
        // Between finalising and what follows from it a submission still looks as if it waited.
        return begun?.finalised ? [] : [{ submission, attempt, claimed: begun?.claimed ?? null }]
      })
      const people = rows.flatMap(({ submission, claimed }) => [
        submission.personId,
        ...(claimed ? [claimed.by] : []),
      ])
      const versions = [...new Set(rows.map(({ submission }) => submission.microCredentialId))]
      const [names, asked] = await Promise.all([
        deps.people.names(institutionId, [...new Set(people)]),
        Promise.all(
          versions.map((microCredentialId) => askedOf(deps.catalogue, { institutionId, microCredentialId })),
        ),
      ])
      return { ...standing, rows, names, titles: new Map(asked.map(({ id, title }) => [id, title])) }
    },
    /** Begins assessing a waiting submission, or finds what somebody began. Throws Conflict when nothing waits. */
    async begin(actor: Actor, submissionId: string): Promise<Assessment> {
      const { institutionId, personId } = asPerson(actor)
      const submission = await waitingSubmission(actor, submissionId)
      const attempt = currentAttempt(submission)
      if (!attempt.submitted) throw new Conflict('assessment.nothing_waits')
      const earlier = await deps.store.ofSubmissions(institutionId, [submission.id])
      const previous = earlier.filter((one) => one.attempt < attempt.number).at(-1) ?? null
      const now = deps.clock.now()
      const { assessment, begun } = await deps.store.begin({
        institutionId,
        cohortId: submission.cohortId,
        assignmentId: submission.assignmentId,
        submissionId: submission.id,
        personId: submission.personId,
        microCredentialId: submission.microCredentialId,
        attempt: attempt.number,
        claimed: { by: personId, at: now },
        drafts: {},
        carried: carriedFrom(previous, submission),
        finalised: null,
        toFollow: null,
        createdAt: now,
      })
      if (begun) await note(actor, 'assessment.begun', assessment)
      return assessment
    },
    open,
    /** Names to print beside an assessment. */
    names: (institutionId: string, ids: string[]) => deps.people.names(institutionId, ids),
    /** Keeps the actor's own judgements. False when the assessment has been finalised meanwhile. */
    async saveDraft(actor: Actor, id: string, judgements: Judgement[]): Promise<boolean> {
      const { assessment } = await open(actor, id)
      const draft = { judgements, savedAt: deps.clock.now() }
      return deps.store.saveDraft(assessment.institutionId, id, asPerson(actor).personId, draft)
    },
    /**
     * Finalises an assessment, once. `alreadyFinalised` answers whoever was second; `incomplete` names what is
     * missing. When something that follows fails, the assessment stands and `reconcile` finishes later.
     */
    async finalise(actor: Actor, id: string, judgements: Judgement[]): Promise<FinalisingDecision> {
      const { assessment, microCredential } = await open(actor, id)
      const decision = decideFinalising(assessment, microCredential, judgements)
      if (decision.kind !== 'finalise') return decision
      const { outcome, judgements: settled } = decision
      const by = asPerson(actor).personId
      const at = deps.clock.now()
      const stored = { by, at, outcome, judgements: settled }
      const finalised = await deps.store.finalise(assessment.institutionId, id, stored)
      if (!finalised) return { kind: 'alreadyFinalised' }
      await note(actor, 'assessment.finalised', finalised, outcome)
      await following.followOrReport(finalised)
      return decision
    },
    /** Runs again what a crash or an outage left undone after finalising. Answers how many it finished. */
    reconcile: following.reconcile,
  }

  async function note(actor: Actor, action: string, assessment: Assessment, reason?: string): Promise<void> {
    await deps.audit.record({
      institutionId: assessment.institutionId,
      actor,
      action,
      subject: `assessment:${assessment.id}`,
      ...(reason ? { reason } : {}),
      at: deps.clock.now(),
    })
  }
}

export type AssessmentService = ReturnType<typeof createAssessmentService>
