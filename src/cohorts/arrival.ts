import type { Clock } from '../clock/clock.js'
import type { Assignment, Cohort, CohortRole, Mapping } from './cohort.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { CohortStore } from './cohortStore.js'
import type { CourseCopies } from './courseCopies.js'
import type { EnrolmentStore } from './enrolmentStore.js'
import type { MappingStore } from './mappingStore.js'
import type { LineItems } from './ports.js'

/** A verified launch of a known person, in this room's words. */
export interface Arrival {
  institutionId: string
  registrationId: string
  deploymentId: string
  personId: string
  platformUserId: string
  roles: CohortRole[]
  testLearner: boolean
  /** `history`: the LMS's ids of the courses this one was copied from, nearest first. */
  context: { id: string; title: string; history: string[] }
  resourceLink: { id: string; title: string | null } | null
  /** What the LMS carried for us in `custom`; not trusted until found in our own records. */
  mappingId: string | null
  grades: { lineItemUrl: string | null; lineItemsUrl: string | null; scopes: string[] } | null
  rosterUrl: string | null
}

export interface Arrived {
  cohort: Cohort
  assignment: Assignment | null
}

/**
 * Copies what a launch says of course, person and assignment into our own records: after this nobody reads a
 * claim. The same launch twice changes nothing but the time of the last one.
 */
export function createArrivals(deps: {
  cohorts: CohortStore
  enrolments: EnrolmentStore
  mappings: MappingStore
  assignments: AssignmentStore
  lineItems: LineItems
  copies: Pick<CourseCopies, 'reconcile'>
  clock: Clock
}) {
  return async function arrive(arrival: Arrival): Promise<Arrived> {
    const now = deps.clock.now()
    const { institutionId, grades } = arrival
    const cohort = await deps.cohorts.see(
      {
        institutionId,
        registrationId: arrival.registrationId,
        deploymentId: arrival.deploymentId,
        contextId: arrival.context.id,
        title: arrival.context.title,
        ...(grades?.lineItemsUrl ? { lineItemsUrl: grades.lineItemsUrl, scopes: grades.scopes } : {}),
        ...(arrival.rosterUrl ? { rosterUrl: arrival.rosterUrl } : {}),
        ...(arrival.context.history.length > 0 ? { history: arrival.context.history } : {}),
      },
      now,
    )
    await deps.copies.reconcile(cohort)
    await deps.enrolments.see(
      {
        institutionId,
        cohortId: cohort.id,
        personId: arrival.personId,
        roles: arrival.roles,
        platformUserId: arrival.platformUserId,
        testLearner: arrival.testLearner,
      },
      now,
    )
    if (!arrival.resourceLink) return { cohort, assignment: null }
    const sighting = {
      institutionId,
      cohortId: cohort.id,
      resourceLinkId: arrival.resourceLink.id,
      title: arrival.resourceLink.title,
      lineItemUrl: grades?.lineItemUrl ?? null,
      plan: cohort.plan,
    }
    const carried = arrival.mappingId ? await deps.mappings.find(institutionId, arrival.mappingId) : null
    const assignment = await deps.assignments.see({ ...sighting, mapping: carried }, now)
    if (assignment.mappingId || !sighting.lineItemUrl) return { cohort, assignment }
    const recovered = await mappingOnLineItem(cohort, sighting.lineItemUrl)
    if (!recovered) return { cohort, assignment }
    return { cohort, assignment: await deps.assignments.see({ ...sighting, mapping: recovered }, now) }
  }

  /**
   * A copied course keeps a line item's `resourceId` (AGS 2.0 §3.2.15) even where `custom` was lost: ask the
   * column what it was made for. An LMS that does not answer leaves the assignment to the mapping page.
   */
  async function mappingOnLineItem(cohort: Cohort, lineItemUrl: string): Promise<Mapping | null> {
    if (!cohort.lineItemsUrl) return null
    const { registrationId, deploymentId, lineItemsUrl } = cohort
    const answer = await deps.lineItems.list({ registrationId, deploymentId, lineItemsUrl })
    const column = answer.ok ? answer.value.find(({ url }) => url === lineItemUrl) : undefined
    return column?.resourceId ? deps.mappings.find(cohort.institutionId, column.resourceId) : null
  }
}
