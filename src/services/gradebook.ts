import type { CohortAccess } from '../cohorts/ports.js'
import { createResultReader, type AfterResult } from '../gradebook/resultReader.js'
import { createScoreService } from '../gradebook/scoreService.js'
import { createSender } from '../gradebook/sender.js'
import type { Lti } from '../lti/lti.js'
import { addressBook, columnsOf, passbackThrough } from './protocol.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Scores on their way to the LMS, and what comes back: what goes into the outbox, what takes it out, what stands there. */
export function createGradebook(
  { clock, publicUrl }: Ground,
  stores: Stores,
  { access, lti, afterResult }: { access: CohortAccess; lti: Lti; afterResult: readonly AfterResult[] },
) {
  const { scorePosts: posts, lmsGrades: grades, audit } = stores
  const addresses = addressBook(stores)
  const passback = passbackThrough(lti)
  const results = createResultReader({
    posts,
    grades,
    readings: stores.resultReadings,
    columns: columnsOf(stores),
    passback,
    after: afterResult,
    clock,
  })
  return {
    results,
    scores: createScoreService({ posts, addresses, grades, results, cohorts: access, audit, clock }),
    sendDue: createSender({ posts, addresses, passback, results, grades, clock, publicUrl }),
  }
}
