import type { Connection } from 'mongoose'
import { createApart } from '../../src/assessment/conflicts/apart.js'
import { createDeclarationStore } from '../../src/assessment/conflicts/declarationStore.js'
import type { Coaching } from '../../src/coaching/coaching.js'
import { createSchoolStore } from '../../src/identity/schoolStore.js'

/** Who must not judge whom, over the real stores. */
export function apartRoom(connection: Connection, coaching: Coaching) {
  const apart = {
    declared: createDeclarationStore(connection).declared,
    schoolmates: createSchoolStore(connection).colleaguesOf,
  }
  return { apart, keptApart: createApart(coaching, apart) }
}
