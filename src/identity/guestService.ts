import { actorId, type Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import { Conflict } from '../errors/errors.js'
import { mustManage } from '../institutions/authority.js'
import { createAccountLock } from './accountLock.js'
import type { Guest, GuestStore } from './guestStore.js'
import { hashPassword, passwordMatches } from './password.js'
import { longestPassword, mustBeGoodPassword } from './passwordRules.js'
import type { PersonStore } from './personStore.js'

const door: Actor = { kind: 'system', name: 'sign-in' }

/** People an institution works with who have no place in its LMS: their accounts, and the door to them. */
export function createGuestService(needs: {
  guests: GuestStore
  people: Pick<PersonStore, 'add'>
  audit: AuditTrail
  clock: Clock
  /** Ends every session of a person. */
  endSessionsOf(personId: string): Promise<number>
}) {
  const { guests, clock } = needs
  const lock = createAccountLock({ tries: guests, clock })

  const record = (actor: Actor, action: string, { institutionId, personId }: Guest) =>
    needs.audit.record({ institutionId, actor, action, subject: `person:${personId}`, at: clock.now() })

  return {
    /**
     * Makes a person of the institution who signs in with a password; one who left before comes back as the same person.
     * Throws Forbidden unless the actor manages the institution, Invalid (`password_short`, `password_long`), Conflict
     * (`email_taken`).
     */
    async open(
      actor: Actor,
      asked: { institutionId: string; email: string; name: string; password: string },
    ): Promise<Guest> {
      const { institutionId, name } = asked
      mustManage(actor, institutionId)
      mustBeGoodPassword(asked.password)
      const email = asked.email.toLowerCase()
      const password = await hashPassword(asked.password)
      const before = await guests.byEmail(email)
      if (before?.institutionId === institutionId && before.closed) {
        if (!(await guests.reopen(institutionId, before.id, password))) throw new Conflict('email_taken')
        await record(actor, 'guest.reopened', before)
        return { ...before, closed: null }
      }
      const createdAt = clock.now()
      const personId = newId()
      const made = await guests.add({ institutionId, personId, email, createdAt }, password)
      if (!made) throw new Conflict('email_taken')
      await needs.people.add({
        ...{ id: personId, institutionId, name, email, createdAt },
        locale: null,
        timeZone: null,
      })
      await record(actor, 'guest.created', made)
      return made
    },

    /** The account behind an address and a password. Null for a wrong one, an unknown address and a shut door alike, in the same time. */
    async signIn(email: string, password: string): Promise<Guest | null> {
      const secret = email.length <= 254 ? await guests.secretOf(email) : null
      const matches = await passwordMatches(password.slice(0, longestPassword), secret?.password ?? null)
      if (!secret || lock.isShut(secret)) return null
      const { guest } = secret
      if (!matches) {
        if (await lock.wrong(guest.id)) await record(door, 'guest.locked', guest)
        return null
      }
      await lock.right(guest.id, secret)
      const { institutionId, personId } = guest
      await record({ kind: 'person', institutionId, personId }, 'guest.signed-in', guest)
      return guest
    },

    /** Closes a person's account, where they have one, and ends their sessions at once. The caller has authorised. */
    async close(actor: Actor, institutionId: string, personId: string): Promise<void> {
      const closed = await guests.close(institutionId, personId, { by: actorId(actor), at: clock.now() })
      if (!closed) return
      await record(actor, 'guest.closed', closed)
      await needs.endSessionsOf(personId)
    },

    /** Whether an address belongs to an open account of this institution. */
    async isOpenHere(institutionId: string, email: string): Promise<boolean> {
      const found = await guests.byEmail(email)
      return found?.institutionId === institutionId && found.closed === null
    },
  }
}

export type GuestService = ReturnType<typeof createGuestService>
