import type { AuditTrail } from '../audit/auditStore.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, Invalid } from '../errors/errors.js'
import { actorId, type Actor } from '../audit/actor.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Assignment, Cohort, Mapping } from './cohort.js'
import { writeDay } from './calendar.js'
import { requireRole } from './cohortAccess.js'
import type { CohortStore } from './cohortStore.js'
import { byUrgency, mappingState, type MappingState } from './mapping.js'
import type { MappingStore } from './mappingStore.js'
import { weekOf, withLines } from './plan.js'
import { columnsOf } from './repair.js'
import type { CohortAccess, HasWork, LineItems, LineItemsAddress } from './ports.js'

/** What mapping needs of the catalogue. */
export interface Catalogue {
  find(institutionId: string, id: string): Promise<MicroCredential | null>
  /** What can be put into an assignment today. */
  listOffered(institutionId: string): Promise<MicroCredential[]>
  /** One of those; null for what is not published, not approved for today, or retired. */
  offered(institutionId: string, id: string): Promise<MicroCredential | null>
}

export interface MappingRow {
  assignment: Assignment
  microCredential: MicroCredential | null
  state: MappingState
}

/** How long somebody who makes a column keeps others from making it too. */
const COLUMN_TAKEN_MS = 20_000

/** The score an assignment of ours is worth in the LMS; Moodle takes whole numbers from 1 to 100 only. */
export const scoreMaximum = 100

/** Facilitators say here what each assignment of a course proves, and mend what keeps scores from flowing. */
export function createMappingService(deps: {
  access: CohortAccess
  cohorts: CohortStore
  assignments: AssignmentStore
  mappings: MappingStore
  catalogue: Catalogue
  lineItems: LineItems
  hasWork: HasWork
  /** Told when an assignment has got its column, so that scores that waited for it go out. */
  columnLearnt(assignmentId: string): Promise<void>
  audit: AuditTrail
  clock: Clock
}) {
  async function createMapping(
    actor: Actor,
    institutionId: string,
    microCredential: MicroCredential,
  ): Promise<Mapping> {
    return deps.mappings.create({
      institutionId,
      microCredentialId: microCredential.id,
      microCredentialKey: microCredential.key,
      createdBy: actorId(actor),
      createdAt: deps.clock.now(),
    })
  }

  async function published(institutionId: string, id: string): Promise<MicroCredential> {
    const microCredential = await deps.catalogue.offered(institutionId, id)
    if (!microCredential) throw new Invalid('cohorts.not_in_catalogue')
    return microCredential
  }

  async function asFacilitator(actor: Actor, assignmentId: string) {
    const found = await deps.access.assignment(actor, assignmentId)
    requireRole(found, 'facilitator')
    return found
  }

  const record = (actor: Actor, { institutionId, id }: Assignment, action: string, reason: string) =>
    deps.audit.record({
      institutionId,
      actor,
      action,
      subject: `assignment:${id}`,
      reason,
      at: deps.clock.now(),
    })

  async function keepColumn(actor: Actor, assignment: Assignment, url: string): Promise<void> {
    await deps.assignments.setLineItem(assignment.institutionId, assignment.id, url)
    await deps.columnLearnt(assignment.id)
    await record(actor, assignment, 'assignment.column_mended', url)
  }

  /** Two facilitators at once must not make two columns: Moodle would keep both (observed in Moodle 4.5). */
  async function makeColumn(where: LineItemsAddress, assignment: Assignment & { mappingId: string }) {
    const { institutionId, id, mappingId, resourceLinkId, title } = assignment
    const now = deps.clock.now()
    const until = new Date(now.getTime() + COLUMN_TAKEN_MS)
    if (!(await deps.assignments.takeColumn(institutionId, id, now, until)))
      return { ok: false as const, reason: 'under-way' }
    const wished = { label: title || 'Cairn', resourceId: mappingId, resourceLinkId, scoreMaximum }
    const made = await deps.lineItems.create(where, wished)
    await deps.assignments.letColumnGo(institutionId, id)
    return made
  }

  const address = (cohort: Cohort): LineItemsAddress => {
    if (!cohort.lineItemsUrl) throw new Invalid('cohorts.no_grade_service')
    const { registrationId, deploymentId, lineItemsUrl } = cohort
    return { registrationId, deploymentId, lineItemsUrl }
  }

  return {
    createMapping,
    /** Every assignment of the course, what is wrong first. Facilitators only. */
    async overview(actor: Actor, cohortId: string) {
      const standing = await deps.access.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const assignments = await deps.assignments.list(institutionId, cohortId)
      const rows = await Promise.all(
        assignments.map(async (assignment): Promise<MappingRow> => ({
          assignment,
          microCredential: assignment.microCredentialId
            ? await deps.catalogue.find(institutionId, assignment.microCredentialId)
            : null,
          state: mappingState(assignment, standing.cohort),
        })),
      )
      return { ...standing, rows: byUrgency(rows) }
    },
    /** What the question "What does this assignment prove?" needs. Facilitators only. */
    async question(actor: Actor, assignmentId: string) {
      const found = await asFacilitator(actor, assignmentId)
      return { ...found, catalogue: await deps.catalogue.listOffered(found.cohort.institutionId) }
    },
    /**
     * Says what an assignment proves. Throws Conflict `cohorts.work_begun` once an educator has started on it:
     * their work stays on what it began with.
     */
    async map(actor: Actor, assignmentId: string, microCredentialId: string): Promise<Assignment> {
      const { assignment, cohort } = await asFacilitator(actor, assignmentId)
      const microCredential = await published(cohort.institutionId, microCredentialId)
      if (assignment.microCredentialId === microCredential.id) return assignment
      if (assignment.mappingId && (await deps.hasWork(cohort.institutionId, assignment.id)))
        throw new Conflict('cohorts.work_begun')
      const mapping = await createMapping(actor, cohort.institutionId, microCredential)
      const week = assignment.week ?? weekOf(cohort.plan, microCredential.key)
      await deps.assignments.map(cohort.institutionId, assignment.id, mapping, week)
      await record(actor, assignment, 'assignment.mapped', mapping.id)
      return assignment
    },
    /** Puts an assignment on a week of the cohort (1 to its number of weeks), or on none; the course's plan keeps it. */
    async setWeek(actor: Actor, assignmentId: string, week: number | null): Promise<Assignment> {
      const { assignment, cohort } = await asFacilitator(actor, assignmentId)
      if (week !== null && (!Number.isInteger(week) || week < 1 || week > cohort.weeks))
        throw new Invalid('cohorts.week_outside')
      await deps.assignments.setWeek(cohort.institutionId, assignment.id, week)
      const microCredentialKey = assignment.microCredentialKey
      if (microCredentialKey) {
        const plan =
          week === null
            ? cohort.plan.filter((line) => line.microCredentialKey !== microCredentialKey)
            : withLines(cohort.plan, [{ microCredentialKey, week }])
        await deps.cohorts.keepPlan(cohort.institutionId, cohort.id, { plan, startsOn: null })
      }
      return assignment
    },
    /** Says on which calendar day week 1 begins (a UTC midnight). Facilitators only. */
    async setStart(actor: Actor, cohortId: string, startsOn: Date): Promise<void> {
      const { cohort, ...standing } = await deps.access.standing(actor, cohortId)
      requireRole({ cohort, ...standing }, 'facilitator')
      const { institutionId, plan } = cohort
      await deps.cohorts.keepPlan(institutionId, cohort.id, { plan, startsOn })
      await deps.audit.record({
        institutionId,
        actor,
        action: 'course.started',
        subject: `cohort:${cohort.id}`,
        reason: writeDay(startsOn),
        at: deps.clock.now(),
      })
    },
    /**
     * Mends an assignment without a grade column: takes the LMS's column made for this mapping or this link, or
     * makes one. Answers what was done, or why not. Creating is this explicit act only (AGS 2.0 §3.2.15).
     */
    async mendColumn(
      actor: Actor,
      assignmentId: string,
    ): Promise<'found' | 'created' | 'known' | { failed: string }> {
      const { assignment, cohort } = await asFacilitator(actor, assignmentId)
      const { mappingId } = assignment
      if (!mappingId) throw new Invalid('cohorts.map_first')
      const where = address(cohort)
      const listed = await deps.lineItems.list(where)
      if (!listed.ok) return { failed: listed.reason }
      const own = columnsOf(assignment, listed.value)
      const known = own.find(({ url }) => url === assignment.lineItemUrl) ?? own[0]
      if (known && assignment.lineItemUrl === known.url && assignment.resourceLinkId) return 'known'
      if (known) {
        if (known.resourceLinkId && !assignment.resourceLinkId)
          await deps.assignments.connect(assignment.institutionId, assignment.id, known.resourceLinkId)
        await keepColumn(actor, assignment, known.url)
        return 'found'
      }
      const made = await makeColumn(where, { ...assignment, mappingId })
      if (!made.ok) return { failed: made.reason }
      await keepColumn(actor, assignment, made.value.url)
      return 'created'
    },
    /** Removes a place kept for a deep-linked item that never came to be in the LMS; one that somebody has opened meanwhile stays. */
    async forgetExpected(
      actor: Actor,
      assignmentId: string,
    ): Promise<{ cohortId: string; outcome: 'removed' | 'opened' }> {
      const { assignment, cohort } = await asFacilitator(actor, assignmentId)
      if (!(await deps.assignments.dropExpected(cohort.institutionId, assignment.id)))
        return { cohortId: cohort.id, outcome: 'opened' }
      await record(actor, assignment, 'assignment.removed', assignment.title)
      return { cohortId: cohort.id, outcome: 'removed' }
    },
    /** Throws NotFound or Forbidden unless the actor is a facilitator of the course. */
    async mustFacilitate(actor: Actor, cohortId: string): Promise<void> {
      requireRole(await deps.access.standing(actor, cohortId), 'facilitator')
    },
  }
}

export type MappingService = ReturnType<typeof createMappingService>
