import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { AssignmentStore } from '../cohorts/assignmentStore.js'
import type { EnrolmentStore } from '../cohorts/enrolmentStore.js'
import { newId } from '../database/ids.js'
import type { Logger } from '../web/log.js'
import { decideCourseOutcome, type CourseOutcome } from './courseOutcome.js'
import type { CourseOutcomeStore } from './courseOutcomeStore.js'
import type { LmsGrade } from './lmsGrade.js'

const FOLLOW_AFTER_MS = 60_000

type SeenGrade = Pick<
  LmsGrade,
  'institutionId' | 'cohortId' | 'assignmentId' | 'personId' | 'score' | 'maximum'
>

/**
 * Competencies that are graded in the LMS: a grade that reaches the threshold meets them, once. The outcome is a row first;
 * what follows (the badge) is done at once or, after a crash, by a job. Nothing is posted back.
 */
export function createCourseOutcomes(deps: {
  store: CourseOutcomeStore
  assignments: Pick<AssignmentStore, 'find'>
  enrolments: Pick<EnrolmentStore, 'find'>
  /** What follows. Each must be harmless when run twice for the same outcome. */
  afterMet: readonly ((outcome: CourseOutcome) => Promise<void>)[]
  audit: AuditTrail
  clock: Clock
  logger: Pick<Logger, 'error'>
}) {
  const { store, audit, clock } = deps
  const subject = ({ id }: CourseOutcome) => `course-outcome:${id}`
  const actor = { kind: 'system', name: 'gradebook' } as const

  async function followOrReport(outcome: CourseOutcome): Promise<boolean> {
    try {
      for (const after of deps.afterMet) await after(outcome)
      await store.followed(outcome)
      return true
    } catch (err) {
      deps.logger.error({ code: 'course-outcome.follow_failed', outcomeId: outcome.id, err })
      return false
    }
  }

  async function meet(grade: SeenGrade, score: number): Promise<void> {
    const { institutionId, cohortId, assignmentId, personId, maximum } = grade
    const assignment = await deps.assignments.find(institutionId, assignmentId)
    const enrolment = await deps.enrolments.find(institutionId, cohortId, personId)
    const grading = assignment?.lmsGraded
    if (!assignment?.microCredentialId || !assignment.microCredentialKey || !grading) return
    if (!enrolment?.roles.includes('educator') || enrolment.testLearner) return
    const now = clock.now()
    const outcome: CourseOutcome = {
      id: newId(),
      institutionId,
      cohortId,
      assignmentId,
      personId,
      microCredentialId: assignment.microCredentialId,
      microCredentialKey: assignment.microCredentialKey,
      score,
      maximum,
      threshold: grading.threshold,
      evidence: grading.evidence,
      setBy: grading.by,
      metAt: now,
      later: [],
      toFollow: now,
    }
    if (!(await store.add(outcome))) return
    const reason = `${String(score)}/${String(maximum)}`
    await audit.record({
      institutionId,
      actor,
      action: 'competency.met-in-course',
      subject: subject(outcome),
      reason,
      at: now,
    })
    await followOrReport(outcome)
  }

  return {
    /** Takes in what the LMS shows for somebody in an assignment that is graded there. The same again changes nothing. */
    async consider(grade: SeenGrade): Promise<void> {
      const known = await store.find(grade)
      const assignment = known ? null : await deps.assignments.find(grade.institutionId, grade.assignmentId)
      const decision = decideCourseOutcome(assignment?.lmsGraded ?? null, known, grade)
      if (decision.kind === 'met') await meet(grade, decision.score)
      if (decision.kind !== 'changed' || !known) return
      const at = clock.now()
      if (!(await store.noteLater(known, { at, score: decision.score, maximum: grade.maximum }))) return
      const reason = `${String(decision.score)}/${String(grade.maximum)}`
      const { institutionId } = known
      await audit.record({
        institutionId,
        actor,
        action: 'course-grade.changed',
        subject: subject(known),
        reason,
        at,
      })
    },
    /** Finishes what a crash left undone; answers how many. */
    async reconcile(): Promise<number> {
      let finished = 0
      for (const outcome of await store.unfollowed(new Date(clock.now().getTime() - FOLLOW_AFTER_MS)))
        if (await followOrReport(outcome)) finished += 1
      return finished
    },
    /** Somebody's outcome in an assignment, or null. */
    find: store.find,
    /** Everybody's in a cohort. */
    ofCohort: store.ofCohort,
  }
}

export type CourseOutcomes = ReturnType<typeof createCourseOutcomes>
