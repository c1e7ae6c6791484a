import type { ServiceGroup } from './requestLog.js'

/** Ways an LMS lets a tool down. `reset` cuts the connection before anything happened, `resetAfter` when all
 * has been done but before the answer; `rateLimited` is Canvas's 403, `tooMany` a 429 with Retry-After. */
export const faultKinds = [
  'unavailable',
  'tooMany',
  'rateLimited',
  'reset',
  'resetAfter',
  'slow',
  'unauthorized',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  kind: FaultKind
  /** How many requests it hits; until switched off when absent. */
  times?: number
  retryAfterSeconds?: number
  delayMilliseconds?: number
}

export interface Faults {
  set(group: ServiceGroup, fault: Fault): void
  clear(group?: ServiceGroup): void
  current(): Partial<Record<ServiceGroup, Fault>>
  /** The fault that hits this request, if any; counts it. */
  strike(group: ServiceGroup): Fault | null
}

/** The switchboard of faults: at most one per service group. */
export function createFaults(): Faults {
  const active = new Map<ServiceGroup, Fault>()
  return {
    set: (group, fault) => void active.set(group, { ...fault }),
    clear: (group) => void (group === undefined ? active.clear() : active.delete(group)),
    current: () => Object.fromEntries(active),
    strike(group) {
      const fault = active.get(group)
      if (!fault) return null
      if (fault.times !== undefined) {
        if (fault.times <= 1) active.delete(group)
        else active.set(group, { ...fault, times: fault.times - 1 })
      }
      return fault
    },
  }
}
