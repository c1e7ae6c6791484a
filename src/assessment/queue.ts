import type { Actor } from '../audit/actor.js'
import { calledByNumber, isNameless, type Called } from '../submissions/namesHidden.js'
import { askedOf } from '../submissions/own.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { queueFilters, type QueueFilter } from './queueStore.js'
import { createStandingAsAssessor } from './standing.js'

/** Rows on a page, and how far the queue is paged and counted: what comes after waits its turn. */
export const queueSizes = { perPage: 30, most: 900 } as const

/** What waits in a cohort. The cost is that of one page and four bounded counts, however long the queue. */
export function createQueue(deps: AssessmentDeps) {
  const standings = createStandingAsAssessor(deps)

  return {
    /**
     * One page of what waits for the actor in a cohort, oldest promise first, with names and titles; their own work and
     * what they judged before is left out. `page` from 1; beyond the last it is the last.
     */
    async queue(actor: Actor, cohortId: string, filter: QueueFilter = 'all', page = 1) {
      const standing = await standings.in(actor, cohortId)
      const { institutionId } = standing.cohort
      const of = { institutionId, cohortId, ...standing.candidate, now: deps.clock.now() }
      const counted = await Promise.all(
        queueFilters.map((name) => deps.queueStore.count(of, name, queueSizes.most)),
      )
      const counts = new Map(queueFilters.map((name, index) => [name, counted[index] ?? 0]))
      const pages = Math.max(1, Math.ceil((counts.get(filter) ?? 0) / queueSizes.perPage))
      const shown = Math.min(Math.max(page, 1), pages)
      const skip = (shown - 1) * queueSizes.perPage
      const rows = await deps.queueStore.page(of, filter, skip, queueSizes.perPage)
      const nameless = isNameless(await deps.names.rules(institutionId), false)
      const secret = deps.names.secret(institutionId)
      const people = rows.flatMap(({ personId, claimed }) => [
        ...(nameless ? [] : [personId]),
        ...(claimed ? [claimed.by] : []),
      ])
      const versions = [...new Set(rows.map(({ microCredentialId }) => microCredentialId))]
      const [names, asked] = await Promise.all([
        deps.people.names(institutionId, [...new Set(people)]),
        Promise.all(
          versions.map((microCredentialId) => askedOf(deps.catalogue, { institutionId, microCredentialId })),
        ),
      ])
      const titles = new Map(asked.map(({ id, title }) => [id, title]))
      const called = ({ submissionId: id, personId }: (typeof rows)[number]): Called =>
        nameless ? calledByNumber({ id }, secret) : { name: names.get(personId) ?? null, id: personId }
      return { ...standing, rows, called, names, titles, counts, page: shown, pages }
    },
  }
}
