import type { Connection } from 'mongoose'
import { createApart } from '../../src/assessment/conflicts/apart.js'
import { createDeclarationStore } from '../../src/assessment/conflicts/declarationStore.js'
import type { Coaching } from '../../src/coaching/coaching.js'
import { createDispensationStore } from '../../src/submissions/prerequisites/dispensationStore.js'
import { createSchoolStore } from '../../src/identity/schoolStore.js'

/** Who must not judge whom, and who may begin without what comes first, over the real stores. */
export function apartRoom(connection: Connection, coaching: Coaching) {
  const apart = {
    declared: createDeclarationStore(connection).declared,
    schoolmates: createSchoolStore(connection).colleaguesOf,
  }
  const dispensations = createDispensationStore(connection)
  return { apart, keptApart: createApart(coaching, apart), dispensations }
}
