import { actorId, type Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, Invalid } from '../errors/errors.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Assignment, Cohort } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { CohortAccess, ColumnChange, HasWork, LineItem, LineItems, LineItemsAnswer } from './ports.js'

/** How a facilitator wants an assignment graded: in Cairn (null), or by a grade in the LMS. */
export type GradingWish = { threshold: number; evidence: string } | null

/** Who grades an assignment, and what its column in the LMS's gradebook is called, worth and due. */
export function createGradingService(deps: {
  access: CohortAccess
  assignments: AssignmentStore
  lineItems: LineItems
  hasWork: HasWork
  /** Told when an assignment is graded in the LMS from now on, so that its grades are read. */
  gradedThere(assignment: Assignment): Promise<void>
  audit: AuditTrail
  clock: Clock
}) {
  const { access, assignments, lineItems, audit, clock } = deps

  async function asFacilitator(actor: Actor, assignmentId: string) {
    const found = await access.assignment(actor, assignmentId)
    requireRole(found, 'facilitator')
    return found
  }

  async function record(actor: Actor, { institutionId, id }: Assignment, action: string, reason: string) {
    await audit.record({ institutionId, actor, action, subject: `assignment:${id}`, reason, at: clock.now() })
  }

  const where = ({ registrationId, deploymentId }: Cohort, url: string) => ({
    registrationId,
    deploymentId,
    url,
  })

  async function column(
    cohort: Cohort,
    { lineItemUrl }: Assignment,
  ): Promise<LineItemsAnswer<LineItem> | null> {
    return lineItemUrl ? lineItems.read(where(cohort, lineItemUrl)) : null
  }

  return {
    /** What the page about an assignment's grade shows; `column` is null where it has none. Facilitators only. */
    async open(actor: Actor, assignmentId: string) {
      const found = await asFacilitator(actor, assignmentId)
      return { ...found, column: await column(found.cohort, found.assignment) }
    },

    /**
     * Says who grades an assignment. Throws Invalid `cohorts.map_first` and Conflict `cohorts.work_begun` once an educator
     * has started on it. What was met stays met.
     */
    async setGrading(actor: Actor, assignmentId: string, wish: GradingWish): Promise<Assignment> {
      const { assignment } = await asFacilitator(actor, assignmentId)
      const { institutionId, id, lmsGraded } = assignment
      if (wish && !assignment.mappingId) throw new Invalid('cohorts.map_first')
      if (wish && !lmsGraded && (await deps.hasWork(institutionId, id)))
        throw new Conflict('cohorts.work_begun')
      const same = lmsGraded?.threshold === wish?.threshold && lmsGraded?.evidence === wish?.evidence
      if (same) return assignment
      await assignments.setLmsGraded(
        institutionId,
        id,
        wish && { ...wish, by: actorId(actor), at: clock.now() },
      )
      await record(
        actor,
        assignment,
        'assignment.grading-set',
        wish ? `${String(wish.threshold)} %: ${wish.evidence}` : 'assessed in Cairn',
      )
      if (wish) await deps.gradedThere(assignment)
      return assignment
    },

    /**
     * Changes an assignment's column in the LMS: read, merged with the change, written back (AGS 2.0 §3.2.6). Only at a
     * facilitator's word. Throws Invalid `cohorts.no_column`.
     */
    async changeColumn(
      actor: Actor,
      assignmentId: string,
      change: ColumnChange,
    ): Promise<LineItemsAnswer<LineItem>> {
      const { assignment, cohort } = await asFacilitator(actor, assignmentId)
      if (!assignment.lineItemUrl) throw new Invalid('cohorts.no_column')
      const changed = await lineItems.update(where(cohort, assignment.lineItemUrl), change)
      if (changed.ok) await record(actor, assignment, 'column.changed', Object.keys(change).join(', '))
      return changed
    },
  }
}

export type GradingService = ReturnType<typeof createGradingService>
