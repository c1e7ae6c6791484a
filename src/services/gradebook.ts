import type { CohortAccess } from '../cohorts/ports.js'
import { createScoreService } from '../gradebook/scoreService.js'
import { createSender } from '../gradebook/sender.js'
import type { Lti } from '../lti/lti.js'
import { addressBook, passbackThrough } from './protocol.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Scores on their way to the LMS: what goes into the outbox, and what takes it out. */
export function createGradebook(
  { clock, publicUrl }: Ground,
  stores: Stores,
  { access, lti }: { access: CohortAccess; lti: Lti },
) {
  const posts = stores.scorePosts
  const addresses = addressBook(stores)
  return {
    scores: createScoreService({ posts, addresses, cohorts: access, audit: stores.audit, clock }),
    sendDue: createSender({ posts, addresses, passback: passbackThrough(lti), clock, publicUrl }),
  }
}
