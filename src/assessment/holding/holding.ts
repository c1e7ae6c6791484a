import type { Actor } from '../../audit/actor.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import { asPerson } from '../../submissions/own.js'
import type { Assessment } from '../assessment.js'
import type { AssessmentDeps } from '../assessmentDeps.js'
import { createNoting } from '../noting.js'
import { createStandingAsAssessor } from '../standing.js'
import { claimedUntil, isOver, lostBy, type Claim } from './claim.js'

/** Claims ended in one go; what comes after is ended the next time. */
const MOST_AT_ONCE = 100

const job: Actor = { kind: 'system', name: 'assessment.endClaims' }

/**
 * Who has which round in hand. A claim nobody works on ends by itself after the hours the institution sets; every look at
 * rounds ends what is over first, so that what it sees is right to the second, and a job ends the others.
 */
export function createHolding(deps: AssessmentDeps) {
  const note = createNoting(deps)
  const standings = createStandingAsAssessor(deps)

  async function end(round: Assessment): Promise<Assessment | null> {
    const { claimed } = round
    if (!claimed?.until) return null
    const ended = await deps.claims.end(round, { at: claimed.until, because: 'expired' })
    if (ended) await note(job, 'assessment.claim_expired', ended, `person:${claimed.by}`)
    return ended
  }

  return {
    /** The round as it is now: with its claim ended where that is over. */
    async asNow(round: Assessment): Promise<Assessment> {
      const { claimed, dueBy } = round
      if (!claimed || dueBy === null || !isOver(claimed, deps.clock.now())) return round
      return (await end(round)) ?? (await deps.store.find(round.institutionId, round.id)) ?? round
    },
    /** Ends what is over in one institution. Answers how many claims. */
    async endOver(institutionId: string): Promise<number> {
      const over = await deps.claims.over(institutionId, deps.clock.now(), MOST_AT_ONCE)
      const ended = await Promise.all(over.map(end))
      return ended.filter((one) => one !== null).length
    },
    /** When a claim that is worked on now ends. */
    until: async (institutionId: string): Promise<Date | null> =>
      claimedUntil(deps.clock.now(), (await deps.rules(institutionId)).claimHours),
    /** Puts a round that nobody has into the actor's hands. Their claim, or null where somebody has it. */
    async take(actor: Actor, { institutionId, ...round }: Assessment): Promise<Claim | null> {
      const now = deps.clock.now()
      const until = claimedUntil(now, (await deps.rules(institutionId)).claimHours)
      const claimed: Claim = { by: asPerson(actor).personId, at: now, kind: 'begun', until }
      if (!(await deps.claims.claim(institutionId, round.id, claimed))) return null
      await note(actor, 'assessment.begun', { institutionId, ...round })
      return claimed
    },
    /**
     * Lets the actor give back what they have in hand; their draft stays theirs. Again is harmless. Answers the round.
     * Throws NotFound for whoever does not assess there, Conflict where the round is not in their hands.
     */
    async giveBack(actor: Actor, id: string): Promise<{ round: Assessment; from: 'cohort' | 'pool' }> {
      const { institutionId, personId } = asPerson(actor)
      const round = await deps.store.find(institutionId, id)
      if (!round) throw new NotFound('no such assessment')
      const { from } = await standings.of(actor, round.cohortId)
      const mine = round.claimed?.by === personId && round.dueBy !== null
      if (!mine && lostBy(round, personId)?.ended.because !== 'returned')
        throw new Conflict('assessment.not_in_hand')
      if (mine) {
        const ended = await deps.claims.end(round, { at: deps.clock.now(), because: 'returned' })
        if (!ended) throw new Conflict('assessment.not_in_hand')
        await note(actor, 'assessment.returned', ended)
      }
      return { round, from }
    },
  }
}

export type Holding = ReturnType<typeof createHolding>
