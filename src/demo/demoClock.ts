import { systemClock, type Clock } from '../clock/clock.js'

/** A clock that can be set to the past while the demo's story so far is written, and then runs with the machine's. */
export interface DemoClock extends Clock {
  setTo(at: Date): void
  /** From now on the machine's time. */
  release(): void
}

/** Makes a demo clock; it runs with the machine's until it is set. */
export function createDemoClock(): DemoClock {
  let held: Date | null = null
  return {
    now: () => new Date(held ?? systemClock.now()),
    setTo: (at) => {
      held = at
    },
    release: () => {
      held = null
    },
  }
}
