import type { Actor } from '../audit/actor.js'
import { addWorkingDays } from '../clock/clock.js'
import type { Assessment } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import type { createFollowing } from './following.js'
import { isBegun } from './holding/claim.js'
import { sealOf } from './seal.js'

/** Working days beyond the promise that an educator waits for a second look which nobody begins. */
const GRACE_DAYS = 2

const job: Actor = { kind: 'system', name: 'assessment.releaseUnattended' }

/**
 * Whether a second look has been waited for long enough. Somebody who has begun it is waited for; so are a third person
 * where two differ, because no answer is known there, and somebody new after an appeal, where one stands already.
 */
export const isUnattended = (
  { round, dueBy, ...hands }: Pick<Assessment, 'round' | 'dueBy' | 'claimed' | 'drafts'>,
  now: Date,
): boolean =>
  round === 'second' && !isBegun(hands) && dueBy !== null && addWorkingDays(dueBy, GRACE_DAYS) < now

/** Lets the first look be the answer where the second never came: an educator is not made to wait for our rules. */
export function createReleasing(deps: AssessmentDeps, following: ReturnType<typeof createFollowing>) {
  return {
    /** Gives up second looks that nobody has begun in time. Answers how many; what follows is finished by `reconcile`. */
    async releaseUnattended(): Promise<number> {
      const now = deps.clock.now()
      let released = 0
      for (const round of await deps.store.secondLooksDue(now)) {
        if (!isUnattended(round, now)) continue
        const withdrawn = { at: now, because: 'nobodyCame' as const }
        const seal = sealOf({ ...round, withdrawn }, deps.sealKey)
        const given = await deps.store.giveUp(round, { ...withdrawn, seal })
        if (!given) continue
        released += 1
        await deps.audit.record({
          institutionId: round.institutionId,
          actor: job,
          action: 'assessment.nobody_came',
          subject: `assessment:${round.id}`,
          at: now,
        })
        await following.followOrReport(given)
      }
      return released
    },
  }
}
