import type { Actor } from '../audit/actor.js'
import { calledByNumber, isNameless, type Called } from '../submissions/namesHidden.js'
import { askedOf } from '../submissions/own.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { createHolding } from './holding/holding.js'
import { queueFilters, type QueueFilter, type QueueOf } from './queueStore.js'
import { createStandingAsAssessor } from './standing.js'

/** Rows on a page, how far a queue is counted and how many pages are turned: what comes after waits its turn. */
export const queueSizes = { perPage: 30, counted: 100, pages: 30 } as const

/** What waits in a cohort. The cost is that of one page and four counts that stop early, however long the queue. */
export function createQueue(deps: AssessmentDeps) {
  const standings = createStandingAsAssessor(deps)
  const holding = createHolding(deps)

  /** The rows of a page, and where it stands. A page beyond the last is the last; beyond what is counted, the first. */
  async function turnTo(of: QueueOf, filter: QueueFilter, asked: number, count: number) {
    const { perPage, counted, pages: most } = queueSizes
    const open = count >= counted
    const last = open ? most : Math.max(1, Math.ceil(count / perPage))
    const page = Math.min(Math.max(asked, 1), last)
    const rows = await deps.queueStore.page(of, filter, (page - 1) * perPage, perPage + 1)
    if (rows.length === 0 && page > 1) return turnTo(of, filter, 1, count)
    const more = rows.length > perPage && page < last
    return { rows: rows.slice(0, perPage), page, pages: open ? page + (more ? 1 : 0) : last, open }
  }

  return {
    /**
     * One page of what waits for the actor in a cohort, oldest promise first, with names and titles; their own work and
     * what they judged before is left out. `page` from 1, within what there is; `pages` is the last one, or where the queue is
     * longer than it is counted (`open`) the next.
     */
    async queue(actor: Actor, cohortId: string, filter: QueueFilter = 'all', page = 1) {
      const standing = await standings.in(actor, cohortId)
      const { institutionId } = standing.cohort
      await holding.endOver(institutionId)
      const of = { institutionId, cohortId, ...standing.candidate, now: deps.clock.now() }
      const counted = await Promise.all(
        queueFilters.map((name) => deps.queueStore.count(of, name, queueSizes.counted)),
      )
      const counts = new Map(queueFilters.map((name, index) => [name, counted[index] ?? 0]))
      const own = await deps.queueStore.own(of, queueSizes.counted)
      const { rows, ...turned } = await turnTo(of, filter, page, counts.get(filter) ?? 0)
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
      return { ...standing, rows, called, names, titles, counts, own, ...turned }
    },
  }
}
