import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Clock } from '../clock/clock.js'
import { Invalid } from '../errors/errors.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Assignment, Cohort } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { CourseCopies } from './courseCopies.js'
import type { CohortAccess, HasWork, LineItem, LineItems, LineItemsAnswer } from './ports.js'
import { closestTitle, decideRepair, extraColumns, guessByTitle, worstFirst, type Repair } from './repair.js'

/** What repairing asks of the catalogue. */
export interface RepairCatalogue {
  find(institutionId: string, id: string): Promise<MicroCredential | null>
  /** What can be put into an assignment today. */
  listOffered(institutionId: string): Promise<MicroCredential[]>
}

/** Finds everything in a course that has lost its other half, and has a cure for each that one press applies. */
export function createRepairService(deps: {
  access: CohortAccess
  assignments: AssignmentStore
  catalogue: RepairCatalogue
  lineItems: LineItems
  hasWork: HasWork
  copies: CourseCopies
  audit: AuditTrail
  clock: Clock
}) {
  async function asFacilitator(actor: Actor, cohortId: string) {
    const standing = await deps.access.standing(actor, cohortId)
    requireRole(standing, 'facilitator')
    return standing
  }

  const record = (actor: Actor, institutionId: string, action: string, subject: string, reason = '') =>
    deps.audit.record({ institutionId, actor, action, subject, reason, at: deps.clock.now() })

  async function columnsIn({ lineItemsUrl, ...cohort }: Cohort): Promise<LineItemsAnswer<LineItem[]> | null> {
    if (!lineItemsUrl) return null
    const { registrationId, deploymentId } = cohort
    return deps.lineItems.list({ registrationId, deploymentId, lineItemsUrl })
  }

  /** Looks at every assignment; `columns` null leaves out what only the LMS knows. */
  async function look(
    cohort: Cohort,
    columns: LineItem[] | null,
    offered: readonly MicroCredential[],
  ): Promise<Repair[]> {
    const { institutionId } = cohort
    const all = await deps.assignments.list(institutionId, cohort.id)
    const repairs = await Promise.all(
      all.map(async (assignment) => {
        const { microCredentialId, microCredentialKey } = assignment
        const others = all.filter(({ id }) => id !== assignment.id).map(({ mappingId }) => mappingId ?? '')
        return decideRepair({
          assignment,
          microCredential: microCredentialId
            ? await deps.catalogue.find(institutionId, microCredentialId)
            : null,
          newest: offered.find(({ key }) => key === microCredentialKey) ?? null,
          hasWork: await deps.hasWork(institutionId, assignment.id),
          guess: guessByTitle(assignment.title, offered),
          columns,
          othersMappings: new Set(others),
        })
      }),
    )
    return worstFirst(repairs.filter((repair) => repair !== null))
  }

  return {
    /**
     * The repairs of a course, the worst first, with the LMS asked for its columns. `unanswered` says why it did not
     * tell: then what only it knows is left out. Where a person has to choose, `nearest` is what they most probably mean, among
     * those on offer. Facilitators only.
     */
    async overview(actor: Actor, cohortId: string) {
      const standing = await asFacilitator(actor, cohortId)
      const [answer, offered, origin] = await Promise.all([
        columnsIn(standing.cohort),
        deps.catalogue.listOffered(standing.cohort.institutionId),
        deps.copies.waitingOrigin(standing.cohort),
      ])
      const found = await look(standing.cohort, answer?.ok ? answer.value : null, offered)
      const repairs = found.map((repair) => ({
        ...repair,
        nearest: closestTitle(repair.assignment.title, offered),
      }))
      const unanswered = answer && !answer.ok ? answer.reason : null
      return { ...standing, repairs, offered, origin, unanswered, gradesOff: answer === null }
    },
    /** How many repairs a course needs as far as our own records tell, for pages that do not ask the LMS. */
    async count(cohort: Cohort): Promise<number> {
      const offered = await deps.catalogue.listOffered(cohort.institutionId)
      const [repairs, origin] = await Promise.all([
        look(cohort, null, offered),
        deps.copies.waitingOrigin(cohort),
      ])
      const old = deps.clock.now().getTime() - 7 * 86_400_000
      const due = repairs.filter(
        ({ kind, assignment }) =>
          kind !== 'unmapped' && (kind !== 'neverOpened' || assignment.createdAt.getTime() < old),
      )
      return due.length + (origin ? 1 : 0)
    },
    /** Takes over the assignments of the course this one was copied from. Harmless to repeat. */
    async reconcile(actor: Actor, cohortId: string): Promise<number> {
      const { cohort } = await asFacilitator(actor, cohortId)
      return deps.copies.reconcile(cohort, actor)
    },
    /**
     * Takes our mark off the columns an assignment has beside its own. They stay in the LMS with what is in them, for
     * a teacher to delete; `failed` says why the LMS would not. Harmless to repeat.
     */
    async releaseExtras(
      actor: Actor,
      assignmentId: string,
    ): Promise<{ cohortId: string; failed: string | null }> {
      const { assignment, cohort } = await mine(actor, assignmentId)
      const answer = await columnsIn(cohort)
      if (!answer) throw new Invalid('cohorts.no_grade_service')
      if (!answer.ok) return { cohortId: cohort.id, failed: answer.reason }
      const { registrationId, deploymentId } = cohort
      const extras = extraColumns(assignment, answer.value)
      for (const { url } of extras) {
        const released = await deps.lineItems.release({ registrationId, deploymentId }, url)
        if (!released.ok) return { cohortId: cohort.id, failed: released.reason }
      }
      if (extras.length > 0)
        await record(
          actor,
          cohort.institutionId,
          'columns.released',
          `assignment:${assignment.id}`,
          extras.map(({ url }) => url).join(' '),
        )
      return { cohortId: cohort.id, failed: null }
    },
    /** Puts away an assignment that is gone from the LMS, with all work on it; opened again, it is back. Harmless to repeat. */
    async putAway(actor: Actor, assignmentId: string): Promise<Assignment> {
      const { assignment, cohort } = await mine(actor, assignmentId)
      const done = await deps.assignments.putAway(cohort.institutionId, assignment.id, deps.clock.now())
      if (done)
        await record(actor, cohort.institutionId, 'assignment.put_away', `assignment:${assignment.id}`)
      return assignment
    },
  }

  async function mine(actor: Actor, assignmentId: string) {
    const found = await deps.access.assignment(actor, assignmentId)
    requireRole(found, 'facilitator')
    return found
  }
}

export type RepairService = ReturnType<typeof createRepairService>
