import type { Actor } from '../../audit/actor.js'
import { asPerson, askedOf } from '../../submissions/own.js'
import type { AssessmentDeps } from '../assessmentDeps.js'
import { createHolding } from '../holding/holding.js'
import type { QueuedRound, QueueOf } from '../queueStore.js'
import { createStandingAsAssessor } from '../standing.js'

/** Rounds on the home page of an assessor of the pool; what comes after waits its turn. */
const MOST_SHOWN = 30

/** What an assessor of the pool has in hand and may take, over all courses of the institution. Nobody is named. */
export function createPoolDesk(deps: AssessmentDeps) {
  const standings = createStandingAsAssessor(deps)
  const holding = createHolding(deps)

  return {
    /** Empty for whoever is not of the pool. Oldest promise first. */
    async desk(actor: Actor) {
      const { institutionId, personId } = asPerson(actor)
      const inPool = await deps.pool.isMember(institutionId, personId)
      if (!inPool) return { mine: [], free: [], inPool, own: { late: 0, soon: 0 } }
      const candidate = await standings.inPool(actor)
      await holding.endOver(institutionId)
      const of: QueueOf = { institutionId, ...candidate, now: deps.clock.now() }
      const [mine, free, own] = await Promise.all([
        deps.queueStore.page(of, 'mine', 0, MOST_SHOWN),
        deps.queueStore.page(of, 'free', 0, MOST_SHOWN),
        deps.queueStore.own(of, MOST_SHOWN),
      ])
      const versions = [...new Set([...mine, ...free].map(({ microCredentialId }) => microCredentialId))]
      const asked = await Promise.all(
        versions.map((microCredentialId) => askedOf(deps.catalogue, { institutionId, microCredentialId })),
      )
      const titles = new Map(asked.map(({ id, title }) => [id, title]))
      const shown = (round: QueuedRound) => ({ round, title: titles.get(round.microCredentialId) })
      return { mine: mine.map(shown), free: free.map(shown), inPool, own }
    },
  }
}
