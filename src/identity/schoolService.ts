import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Forbidden } from '../errors/errors.js'
import type { PersonActor } from './requestActor.js'
import { schoolKey } from './school.js'
import type { SchoolStore } from './schoolStore.js'

/** What people say of where they work, so that nobody of their school judges their work. */
export function createSchoolService(needs: { schools: SchoolStore; audit: AuditTrail; clock: Clock }) {
  const { schools, audit, clock } = needs

  function asPerson(actor: Actor): PersonActor {
    if (actor.kind !== 'person') throw new Forbidden('role_missing')
    return actor
  }

  return {
    /** The actor's own school as they wrote it; empty where they said nothing. Throws Forbidden for staff. */
    async mine(actor: Actor): Promise<string> {
      const { institutionId, personId } = asPerson(actor)
      return (await schools.of(institutionId, personId))?.name ?? ''
    },
    /** Notes where the actor works from now on; an empty name takes back what they said. Throws Forbidden for staff. */
    async say(actor: Actor, name: string): Promise<void> {
      const { institutionId, personId } = asPerson(actor)
      const at = clock.now()
      await schools.say({ id: personId, institutionId, name, key: schoolKey(name), at })
      await audit.record({ institutionId, actor, action: 'school.said', subject: `person:${personId}`, at })
    },
  }
}

export type SchoolService = ReturnType<typeof createSchoolService>
