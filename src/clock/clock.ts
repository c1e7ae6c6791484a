/** Where "now" comes from. Nothing else in the tool asks the machine for the time. */
export interface Clock {
  now(): Date
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() }

/** A clock for tests and seeds: stands still until it is set or advanced (milliseconds). */
export interface FixedClock extends Clock {
  advance(ms: number): void
  set(at: Date): void
}

/** Makes a clock that starts at `start` and moves only when told to. */
export function fixedClock(start: Date | string): FixedClock {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms
    },
    set: (to) => {
      at = to.getTime()
    },
  }
}

/**
 * Adds working days (Monday to Friday, UTC), for promises such as "you will hear within five working days".
 * Returns a new Date at the same time of day.
 */
export function addWorkingDays(from: Date, days: number): Date {
  const at = new Date(from)
  let left = days
  while (left > 0) {
    at.setUTCDate(at.getUTCDate() + 1)
    const day = at.getUTCDay()
    if (day !== 0 && day !== 6) left -= 1
  }
  return at
}
