import type { Connection } from 'mongoose'
import type { NormingDeps } from '../../src/assessment/norming/normingDeps.js'
import { createNormingRemarkStore } from '../../src/assessment/norming/normingRemarkStore.js'
import { createNormingService } from '../../src/assessment/norming/normingService.js'
import { createNormingStore } from '../../src/assessment/norming/normingStore.js'

/** The norming room over a connection: registers its stores now, makes the service when it is given the rest. */
export function normingRoom(connection: Connection) {
  const stores = { store: createNormingStore(connection), remarks: createNormingRemarkStore(connection) }
  return (others: Omit<NormingDeps, keyof typeof stores>) => createNormingService({ ...stores, ...others })
}
