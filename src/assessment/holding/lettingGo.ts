import type { Actor } from '../../audit/actor.js'
import type { AssessmentDeps } from '../assessmentDeps.js'
import { createNoting } from '../noting.js'

/**
 * Makes the function that frees everything somebody has in hand, because they judge no longer: nobody should wait for them.
 * Their drafts and the claims that ended are kept. Again is harmless.
 */
export function createLettingGo(deps: Pick<AssessmentDeps, 'claims' | 'audit' | 'clock'>) {
  const note = createNoting(deps)
  return async (actor: Actor, institutionId: string, personId: string): Promise<void> => {
    for (const round of await deps.claims.inHand(institutionId, personId)) {
      const ended = await deps.claims.end(round, { at: deps.clock.now(), because: 'left' })
      if (ended) await note(actor, 'assessment.let_go', ended, `person:${personId}`)
    }
  }
}
