import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Cohort } from './cohort.js'
import type { CohortStore } from './cohortStore.js'

/** A course that was copied from others: LMS ids, all of one deployment, where alone they mean anything (LTI 1.3 core §5.4.1). */
export interface CourseCopy {
  institutionId: string
  registrationId: string
  deploymentId: string
  context: { id: string; title: string }
  originContexts: readonly string[]
}

const copier: Actor = { kind: 'system', name: 'course-copy' }

/**
 * What a copied course takes over from the one it was copied from: a place for each assignment with what it proves and
 * its week, and the plan where it has none of its own. The first day stays behind, because a copy begins later; so do
 * people and work. Looked for in the same institution and deployment only. Doing it again changes nothing.
 */
export function createCourseCopies(deps: {
  cohorts: CohortStore
  assignments: AssignmentStore
  audit: AuditTrail
  clock: Clock
}) {
  const { cohorts, assignments, audit, clock } = deps

  async function takeOver(cohort: Cohort, origin: Cohort, by: Actor): Promise<number> {
    const { institutionId } = cohort
    const [theirs, ours] = await Promise.all([
      assignments.listMapped(origin.id),
      assignments.list(institutionId, cohort.id),
    ])
    const there = new Set(ours.map(({ mappingId }) => mappingId))
    let taken = 0
    for (const assignment of theirs)
      if (!there.has(assignment.mappingId)) {
        const fresh = await assignments.expectCopy({ of: assignment, cohortId: cohort.id, now: clock.now() })
        if (fresh) taken += 1
      }
    if (cohort.plan.length === 0 && origin.plan.length > 0)
      await cohorts.keepPlan(institutionId, cohort.id, { plan: origin.plan, startsOn: null })
    // Last of all: a crash before this has the next launch, notice or person do it once more.
    const first = await cohorts.noteTakenOver(institutionId, cohort.id, origin.contextId)
    if (first)
      await audit.record({
        institutionId,
        actor: by,
        action: 'course.taken_over',
        subject: `cohort:${cohort.id}`,
        reason: `${origin.id} ${String(taken)}`,
        at: clock.now(),
      })
    return taken
  }

  /** The nearest of the courses it was copied from that we know and have not taken over; null for none. */
  async function waitingOrigin(cohort: Cohort): Promise<Cohort | null> {
    for (const contextId of cohort.history) {
      if (cohort.takenOver.includes(contextId)) return null
      const origin = await cohorts.findByContext(cohort.institutionId, cohort.deploymentId, contextId)
      if (origin && origin.id !== cohort.id) return origin
    }
    return null
  }

  return {
    waitingOrigin,
    /**
     * Takes over what waits to be, from the nearest course we know: what lies behind that one is in it already.
     * Answers the number of places made.
     */
    async reconcile(cohort: Cohort, by: Actor = copier): Promise<number> {
      const origin = await waitingOrigin(cohort)
      return origin ? takeOver(cohort, origin, by) : 0
    },
    /** A platform says that a course was copied. Nothing is kept of a copy of courses we do not know. */
    async noticed({ context, originContexts, ...place }: CourseCopy): Promise<void> {
      const { institutionId, deploymentId } = place
      for (const contextId of originContexts) {
        const origin = await cohorts.findByContext(institutionId, deploymentId, contextId)
        if (!origin || contextId === context.id) continue
        const cohort = await cohorts.see(
          { ...place, contextId: context.id, title: context.title },
          clock.now(),
        )
        if (!cohort.takenOver.includes(contextId)) await takeOver(cohort, origin, copier)
      }
    },
  }
}

export type CourseCopies = ReturnType<typeof createCourseCopies>
