import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Stack } from '../catalogue/stack.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Cohort } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { CohortStore } from './cohortStore.js'
import type { DeepLinkRequest, DeepLinkStore } from './deepLinkStore.js'
import type { Catalogue, MappingService } from './mappingService.js'
import type { Placement, PlacementLine } from './placement.js'
import { withLines } from './plan.js'
import type { CohortAccess, ContentChoice, ContentReturn, CoursePage } from './ports.js'

/** How to say things to the LMS, in the facilitator's language. */
export interface Wording {
  microCredential(microCredential: MicroCredential): { title: string; text: string }
  page(page: CoursePage): { title: string; text: string }
  /** On the button that opens somebody's work. */
  review: string
}

/** Placing competencies and pages in a course by deep linking (Deep Linking 2.0): each choice becomes an item. */
export function createDeepLinkService(deps: {
  access: CohortAccess
  cohorts: CohortStore
  requests: DeepLinkStore
  assignments: AssignmentStore
  mapping: Pick<MappingService, 'createMapping'>
  catalogue: Catalogue & { listStacks(institutionId: string): Promise<Stack[]> }
  contentReturn: ContentReturn
  audit: AuditTrail
  clock: Clock
}) {
  async function own(actor: Actor, requestId: string) {
    if (actor.kind !== 'person') throw new NotFound()
    const request = await deps.requests.find(actor.personId, requestId, deps.clock.now())
    if (request?.institutionId !== actor.institutionId) throw new NotFound()
    const standing = await deps.access.standing(actor, request.cohortId)
    requireRole(standing, 'facilitator')
    return { request, ...standing }
  }

  const settle = async (request: DeepLinkRequest): Promise<void> => {
    if (!(await deps.requests.answer(request.id, deps.clock.now())))
      throw new Conflict('cohorts.already_placed')
  }

  /** A mapping and a kept place for a graded item; the LMS promises nothing until the item is first opened. */
  async function choiceOf(
    actor: Actor,
    cohort: Cohort,
    line: PlacementLine,
    wording: Wording,
  ): Promise<ContentChoice> {
    if (line.kind === 'page') return { kind: 'page', page: line.page, ...wording.page(line.page) }
    const { microCredential, week, points, availableFrom, dueAt } = line
    const mapping = await deps.mapping.createMapping(actor, cohort.institutionId, microCredential)
    const { title, text } = wording.microCredential(microCredential)
    await deps.assignments.expect({
      institutionId: cohort.institutionId,
      cohortId: cohort.id,
      title,
      week,
      mapping,
      now: deps.clock.now(),
    })
    const reviewLabel = wording.review
    return { kind: 'graded', title, text, mappingId: mapping.id, points, availableFrom, dueAt, reviewLabel }
  }

  return {
    /** The request and what can be chosen for it. Throws NotFound for somebody else's or an answered request. */
    async open(actor: Actor, requestId: string) {
      const found = await own(actor, requestId)
      const [catalogue, stacks] = await Promise.all([
        deps.catalogue.listOffered(found.cohort.institutionId),
        deps.catalogue.listStacks(found.cohort.institutionId),
      ])
      return { ...found, catalogue, stacks }
    },
    /**
     * Answers the request with what was decided (null: cancelled, an empty list goes back) and keeps weeks and first
     * day as the course's plan. Throws Conflict `cohorts.already_placed` when it was answered before.
     */
    async choose(actor: Actor, requestId: string, placement: Placement | null, wording: Wording) {
      const { request, cohort } = await own(actor, requestId)
      await settle(request)
      const choices: ContentChoice[] = []
      for (const line of placement?.lines ?? []) choices.push(await choiceOf(actor, cohort, line, wording))
      if (placement && (placement.plan.length > 0 || placement.startsOn))
        await deps.cohorts.keepPlan(cohort.institutionId, cohort.id, {
          plan: withLines(cohort.plan, placement.plan),
          startsOn: placement.startsOn,
        })
      await deps.audit.record({
        institutionId: cohort.institutionId,
        actor,
        action: 'assignments.placed',
        subject: `cohort:${cohort.id}`,
        reason: String(choices.length),
        at: deps.clock.now(),
      })
      return deps.contentReturn.build(request, choices)
    },
  }
}

export type DeepLinkService = ReturnType<typeof createDeepLinkService>
