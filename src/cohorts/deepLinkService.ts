import type { AuditTrail } from '../audit/auditStore.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import type { AssignmentStore } from './assignmentStore.js'
import { requireRole } from './cohortAccess.js'
import type { DeepLinkRequest, DeepLinkStore } from './deepLinkStore.js'
import { scoreMaximum, type Catalogue, type MappingService } from './mappingService.js'
import type { CohortAccess, ContentChoice, ContentReturn } from './ports.js'

/** How to say a micro-credential's title and competency to the LMS, in the facilitator's language. */
export type Wording = (microCredential: MicroCredential) => { title: string; text: string }

/** Placing competencies in a course by deep linking (Deep Linking 2.0): each choice becomes an assignment. */
export function createDeepLinkService(deps: {
  access: CohortAccess
  requests: DeepLinkStore
  assignments: AssignmentStore
  mapping: Pick<MappingService, 'createMapping' | 'published'>
  catalogue: Catalogue
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

  return {
    /** The request and what can be chosen for it. Throws NotFound for somebody else's or an answered request. */
    async open(actor: Actor, requestId: string) {
      const found = await own(actor, requestId)
      return { ...found, catalogue: await deps.catalogue.listPublished(found.cohort.institutionId) }
    },
    /**
     * Answers the request with the chosen micro-credentials (none: cancelled, an empty list goes back). Makes a
     * mapping and keeps a place for each; the LMS promises nothing until the item is first opened.
     */
    async choose(actor: Actor, requestId: string, microCredentialIds: readonly string[], wording: Wording) {
      const { request, cohort } = await own(actor, requestId)
      const asked = [...new Set(microCredentialIds)].slice(0, request.settings.acceptMultiple ? 50 : 1)
      const chosen = await Promise.all(asked.map((id) => deps.mapping.published(cohort.institutionId, id)))
      await settle(request)
      const choices: ContentChoice[] = []
      for (const microCredential of chosen) {
        const mapping = await deps.mapping.createMapping(actor, cohort.institutionId, microCredential)
        const { title, text } = wording(microCredential)
        await deps.assignments.expect({
          institutionId: cohort.institutionId,
          cohortId: cohort.id,
          title,
          mapping,
          now: deps.clock.now(),
        })
        choices.push({ title, text, mappingId: mapping.id, scoreMaximum })
      }
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
