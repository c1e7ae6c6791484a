import { randomBytes } from 'node:crypto'
import type { NewAssignment } from './assignments.js'

/** Content a tool returned and a teacher has yet to save. */
export interface Placement {
  id: string
  courseId: string
  personId: string
  assignments: NewAssignment[]
}

export interface Placements {
  propose(placement: Omit<Placement, 'id'>): Placement
  all(): readonly Placement[]
  take(id: string): Placement | null
}

/** Creates the memory of unsaved content. */
export function createPlacements(): Placements {
  const waiting = new Map<string, Placement>()
  return {
    propose(placement) {
      const whole = { ...placement, id: randomBytes(12).toString('hex') }
      waiting.set(whole.id, whole)
      return whole
    },
    all: () => [...waiting.values()],
    take(id) {
      const placement = waiting.get(id) ?? null
      waiting.delete(id)
      return placement
    },
  }
}
