import type { Clock } from '../clock/clock.js'

const MOST_FAILURES = 8
const LOCKED_MS = 15 * 60_000

/** Where wrong tries at an account are counted. */
interface Tries {
  /** Counts one more and answers how many there were in a row. */
  countFailure(id: string): Promise<number>
  /** Closes the account's door until then and starts counting anew. */
  lock(id: string, until: Date): Promise<void>
  forgetFailures(id: string): Promise<void>
}

/**
 * The lock on an account with a password: after eight wrong tries in a row, wherever they came from, it stays shut for a
 * quarter of an hour, for the right ones too.
 */
export function createAccountLock({ tries, clock }: { tries: Tries; clock: Clock }) {
  return {
    isShut: ({ lockedUntil }: { lockedUntil: Date | null }): boolean =>
      lockedUntil !== null && lockedUntil > clock.now(),
    /** Counts a wrong try. True when it was the last that is allowed, and the door is shut now. */
    async wrong(id: string): Promise<boolean> {
      if ((await tries.countFailure(id)) < MOST_FAILURES) return false
      await tries.lock(id, new Date(clock.now().getTime() + LOCKED_MS))
      return true
    },
    /** Forgets the wrong tries before a right one. */
    async right(id: string, { failures }: { failures: number }): Promise<void> {
      if (failures > 0) await tries.forgetFailures(id)
    },
  }
}
