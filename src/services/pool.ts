import { createLettingGo } from '../assessment/holding/lettingGo.js'
import { createPoolInvitationService } from '../assessment/pool/poolInvitationService.js'
import { createPoolService } from '../assessment/pool/poolService.js'
import type { CohortAccess } from '../cohorts/ports.js'
import { guestSessions } from '../identity/guestRoutes.js'
import { createGuestService } from '../identity/guestService.js'
import { createSchoolService } from '../identity/schoolService.js'
import type { SessionHours } from '../institutions/sessionHours.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Those who judge work for an institution, with an LMS account and without one. */
export function createPool(
  { clock, publicUrl }: Ground,
  stores: Stores,
  { access, sessionHours }: { access: CohortAccess; sessionHours: Pick<SessionHours, 'of'> },
) {
  const { audit, people } = stores
  const guests = createGuestService({
    guests: stores.guests,
    people,
    endSessionsOf: (personId) => stores.sessions.endAllOfPerson(personId),
    audit,
    clock,
  })
  const pool = createPoolService({
    pool: stores.pool,
    cohorts: access,
    people,
    qualifications: stores.qualifications,
    loads: (institutionId, personIds) => stores.assessmentQueue.loads(institutionId, personIds),
    letGo: createLettingGo({ claims: stores.assessmentClaims, audit, clock }),
    closeGuest: guests.close,
    audit,
    clock,
  })
  const { poolInvitations: invitations } = stores
  return {
    guests,
    pool,
    schools: createSchoolService({ schools: stores.schools, audit, clock }),
    poolInvitations: createPoolInvitationService({ invitations, pool, guests, audit, clock, publicUrl }),
    startGuestSession: guestSessions({ sessionHoursOf: (id) => sessionHours.of(id), clock }),
  }
}
