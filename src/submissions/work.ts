import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Assignment } from '../cohorts/cohort.js'
import { requireRole, requireStaffRole } from '../cohorts/cohortAccess.js'
import type { Standing } from '../cohorts/ports.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { firstAttempt, type Outcome } from './attempts.js'
import { asPerson, askedOf, ownSubmission } from './own.js'
import type { CoachSeen } from '../coaching/coachReading.js'
import { createConversation } from './conversation.js'
import type { AttemptResult, ChangedResult, CourseWord, HeldAward } from './ports.js'
import type { Called } from './namesHidden.js'
import { createSeeing } from './seeing.js'
import { createJointAlign } from './jointAlign.js'
import { createOutcomes } from './outcomes.js'
import { createCoachingBeside } from './coachingBeside.js'
import { createLacking, type Lacking } from './prerequisites/lacking.js'
import type { Part, Remark } from './remark.js'
import { currentAttempt, latestStatus, stateOf, type Submission, type SubmissionState } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Everything a page about one person's work on one assignment is made of. */
export interface Work extends Standing {
  assignment: Assignment
  microCredential: MicroCredential
  submission: Submission | null
  results: AttemptResult[]
  award: HeldAward | null
  state: SubmissionState
  /** Results that changed since the person last looked, of this course. Told on one's own pages. */
  changes?: (ChangedResult & { title: MicroCredential['title'] })[]
  /** Not begun, and no longer offered. Told where one work is asked for. */
  retired?: boolean
  /** What has to be earned before it is begun. Empty once it is, and where nothing comes first. */
  lacking?: Lacking[]
  /** Who coaches its educator and what was said in coaching; only on their own pages. */
  coaching?: {
    open: boolean
    coaches: CoachSeen[]
    said: (Remark & { mine: boolean; name: string | null })[]
    talks: number
  }
  /** The name of whoever recorded it for its educator; null where nobody did or the name is withheld. */
  recordedBy?: string | null
  /** The names of those its educator shares pieces with, by person; empty where names are not to be told. */
  fellows?: ReadonlyMap<string, string | null>
  /** Who asks them into what they made together; only on their own pages. */
  invited?: { id: string; slotId: string; name: string | null }[]
  /** What the course's gradebook says. Told where one work is asked for. */
  course?: CourseWord
}

/** Looking at work: one's own, one's course at a glance, and for staff everybody's on an assignment. */
export function createWork(deps: SubmissionDeps) {
  const outcomes = createOutcomes(deps)
  const lackingFor = createLacking(deps)
  const withCoaching = createCoachingBeside(deps)
  const { align, fellows, invitationsOf } = createJointAlign(deps)
  const { partIn } = createConversation(deps)
  const { seenBy } = createSeeing(deps)
  const stateWith = (submission: Submission | null, results: AttemptResult[], award: HeldAward | null) =>
    stateOf(submission, latestStatus(submission, results), award !== null)

  async function pieces(institutionId: string, personId: string, submissions: Submission[]) {
    const ids = submissions.map(({ id }) => id)
    const [results, awards] = await Promise.all([
      deps.results.ofSubmissions(institutionId, ids),
      deps.awards.ofPerson(institutionId, personId),
    ])
    const resultsOf = (submission: Submission | null) =>
      submission ? results.filter(({ submissionId }) => submissionId === submission.id) : []
    const awardOf = (key: string | null) => awards.find((award) => award.microCredentialKey === key) ?? null
    return { resultsOf, awardOf }
  }

  /** An answer counts for its reader at once, even when a crash has kept it from being applied so far. */
  async function settled(submission: Submission | null): Promise<Submission | null> {
    if (!submission || submission.met || !currentAttempt(submission).submitted) return submission
    const { institutionId, id } = submission
    const result = (await deps.results.ofSubmissions(institutionId, [id])).at(-1)
    if (!result?.finalisedAt || result.attempt !== currentAttempt(submission).number) return submission
    await outcomes.applyOutcome(institutionId, id, outcomeOf(result, result.finalisedAt))
    return deps.store.find(institutionId, id)
  }

  async function lackingOf(
    { institutionId, cohortId }: Assignment,
    content: MicroCredential,
    personId: string,
  ) {
    const lacking = await lackingFor({ institutionId, cohortId, personId }, [content])
    return lacking.get(content.key) ?? []
  }

  async function workOn(place: Standing & { assignment: Assignment }, personId: string): Promise<Work> {
    const { assignment, cohort } = place
    const { institutionId } = cohort
    const found = await settled(await deps.store.ofPerson(institutionId, assignment.id, personId))
    const submission = found && (await align(found))
    const microCredentialId = submission?.microCredentialId ?? assignment.microCredentialId
    if (!microCredentialId) throw new NotFound('the assignment proves nothing yet')
    const { proposals } = submission ?? {}
    const version = { institutionId, microCredentialId, ...(proposals && { proposals }) }
    const microCredential = await askedOf(deps.catalogue, version)
    const { resultsOf, awardOf } = await pieces(institutionId, personId, submission ? [submission] : [])
    const results = resultsOf(submission)
    const award = awardOf(microCredential.key)
    const course = await deps.courseGrades.of({ institutionId, assignmentId: assignment.id, personId })
    const recorders = (submission?.attempts ?? []).flatMap(({ recorded }) => recorded?.by ?? [])
    const names = recorders.length > 0 ? await deps.people.names(institutionId, recorders) : null
    const retired = !submission && !(await deps.catalogue.mayBegin(institutionId, microCredential.key))
    return {
      ...place,
      microCredential,
      submission,
      results,
      award,
      state: course.outcome ? 'earned' : stateWith(submission, results, award),
      retired,
      lacking: submission ? [] : await lackingOf(assignment, microCredential, personId),
      recordedBy: names?.get(recorders[0] ?? '') ?? null,
      course,
      ...(submission && { fellows: await fellows(submission) }),
    }
  }

  async function changesOf({ cohort }: Standing, personId: string) {
    const { institutionId, id } = cohort
    const changed = await deps.results.changed(institutionId, id, personId)
    return Promise.all(
      changed.map(async (one) => ({
        ...one,
        title: (await askedOf(deps.catalogue, { ...one, institutionId })).title,
      })),
    )
  }

  return {
    /** An assignment and the actor's standing in its cohort. */
    place: (actor: Actor, assignmentId: string) => deps.cohorts.assignment(actor, assignmentId),
    /** The actor's own work on an assignment. Throws NotFound while the assignment has no mapping. */
    async work(actor: Actor, assignmentId: string): Promise<Work> {
      const place = await deps.cohorts.assignment(actor, assignmentId)
      const { personId } = asPerson(actor)
      const [work, changes, invited] = await Promise.all([
        workOn(place, personId),
        changesOf(place, personId),
        invitationsOf(place.cohort.institutionId, assignmentId, personId),
      ])
      return { ...(await withCoaching(work)), changes, invited }
    },
    /** The same, found by the submission's id. */
    async workOfSubmission(actor: Actor, submissionId: string): Promise<Work & { submission: Submission }> {
      const submission = await ownSubmission(deps.store, actor, submissionId)
      const place = await deps.cohorts.assignment(actor, submission.assignmentId)
      const work = await withCoaching(await workOn(place, submission.personId))
      return { ...work, submission: work.submission ?? submission }
    },
    /** A submission for its owner, its coach, or assessors and facilitators of that cohort; NotFound for everybody else. */
    async workForReader(
      actor: Actor,
      submissionId: string,
    ): Promise<Work & { submission: Submission; called: Called; part: Part; mayAssess: boolean }> {
      const { institutionId, personId } = asPerson(actor)
      const { submission, part } = await partIn(actor, submissionId)
      const place = await deps.cohorts.assignment(actor, submission.assignmentId)
      if (part.coach) await deps.coaching.noteReading(submission, personId)
      const mayAssess = part.staff && !(await deps.keptApart(institutionId, personId, submission.personId))
      const work = await workOn(place, submission.personId)
      const read = work.submission ?? submission
      const seen = await seenBy(actor, place.enrolment.roles, [read], work.results)
      return {
        ...work,
        submission: seen.shown(read),
        called: seen.called(read),
        fellows: seen.fellowsTold ? (work.fellows ?? new Map()) : new Map(),
        part,
        mayAssess,
      }
    },
    /** Starts work on an assignment, once; starting again answers the same submission. Educators only. */
    async start(actor: Actor, assignmentId: string): Promise<Submission> {
      const { assignment, ...standing } = await deps.cohorts.assignment(actor, assignmentId)
      requireRole(standing, 'educator')
      const { institutionId } = standing.cohort
      const { personId } = asPerson(actor)
      if (!assignment.microCredentialId) throw new NotFound('the assignment proves nothing yet')
      const { microCredentialId } = assignment
      const content = await askedOf(deps.catalogue, { institutionId, microCredentialId })
      const begun = await deps.store.ofPerson(institutionId, assignmentId, personId)
      if (!begun && !(await deps.catalogue.mayBegin(institutionId, content.key)))
        throw new Conflict('submissions.retired')
      if (!begun && (await lackingOf(assignment, content, personId)).length > 0)
        throw new Conflict('submissions.first')
      if (!begun && assignment.lmsGraded) throw new Conflict('submissions.graded_in_course')
      const now = deps.clock.now()
      const { submission, started } = await deps.store.start({
        institutionId,
        cohortId: assignment.cohortId,
        assignmentId,
        personId,
        microCredentialId,
        microCredentialKey: content.key,
        attempts: [firstAttempt(content, now)],
        artefacts: [],
        setAside: [],
        statements: [],
        courseBegan: standing.cohort.startsOn,
        revision: 0,
        promisedBy: null,
        met: null,
        toFollow: null,
        createdAt: now,
        updatedAt: now,
      })
      if (started)
        await deps.audit.record({
          institutionId,
          actor,
          action: 'submission.started',
          subject: `submission:${submission.id}`,
          at: now,
        })
      return submission
    },
    /** An educator's own course: every mapped assignment with what they have made of it, by week. */
    async home(actor: Actor, cohortId: string) {
      const standing = await deps.cohorts.standing(actor, cohortId)
      const { institutionId } = standing.cohort
      const { personId } = asPerson(actor)
      const [assignments, submissions] = await Promise.all([
        deps.cohorts.mappedAssignments(cohortId),
        deps.store.ofPersonInCohort(institutionId, cohortId, personId),
      ])
      const { resultsOf, awardOf } = await pieces(institutionId, personId, submissions)
      const works = await Promise.all(
        assignments.map(async (assignment): Promise<Work | null> => {
          const submission = submissions.find((one) => one.assignmentId === assignment.id) ?? null
          const microCredentialId = submission?.microCredentialId ?? assignment.microCredentialId
          if (!microCredentialId) return null
          const microCredential = await askedOf(deps.catalogue, { institutionId, microCredentialId })
          const results = resultsOf(submission)
          const award = awardOf(microCredential.key)
          const state = stateWith(submission, results, award)
          return { ...standing, assignment, microCredential, submission, results, award, state }
        }),
      )
      const begun = works.filter((work) => work !== null)
      const lacking = await lackingFor(
        { institutionId, cohortId, personId },
        begun.filter(({ submission }) => !submission).map(({ microCredential }) => microCredential),
        assignments,
      )
      return {
        ...standing,
        works: begun.map((work) => ({
          ...work,
          lacking: work.submission ? [] : (lacking.get(work.microCredential.key) ?? []),
        })),
        changes: await changesOf(standing, personId),
      }
    },
    /** Everybody's work on an assignment, for facilitators and assessors; with names where they are known. */
    async overview(actor: Actor, assignmentId: string) {
      const place = await deps.cohorts.assignment(actor, assignmentId)
      requireStaffRole(place)
      const { institutionId } = place.cohort
      if (!place.assignment.microCredentialId) throw new NotFound('the assignment proves nothing yet')
      const [microCredential, submissions] = await Promise.all([
        askedOf(deps.catalogue, { institutionId, microCredentialId: place.assignment.microCredentialId }),
        deps.store.ofAssignment(institutionId, assignmentId),
      ])
      const ids = submissions.map(({ id }) => id)
      const results = await deps.results.ofSubmissions(institutionId, ids)
      const seen = await seenBy(actor, place.enrolment.roles, submissions, results)
      const rows = submissions.map((submission) => {
        const own = results.filter(({ submissionId }) => submissionId === submission.id)
        return {
          submission,
          called: seen.called(submission),
          latest: own.at(-1) ?? null,
          state: stateWith(submission, own, null),
        }
      })
      return { ...place, microCredential, rows }
    },
  }
}

const outcomeOf = ({ attempt, feedback }: AttemptResult, at: Date): Outcome => ({
  attempt,
  met: feedback.filter(({ met }) => met).map(({ criterionId }) => criterionId),
  unmet: feedback.filter(({ met }) => !met).map(({ criterionId }) => criterionId),
  at,
})
