import type { Actor, StaffRole } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, Forbidden, Invalid } from '../errors/errors.js'
import { hashPassword, passwordMatches } from './password.js'
import { staffActor } from './requestActor.js'
import type { Staff, StaffStore } from './staffStore.js'

const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 200
const MOST_FAILURES = 8
const LOCKED_MS = 15 * 60_000
const door: Actor = { kind: 'system', name: 'sign-in' }

export interface NewStaff {
  email: string
  name: string
  password: string
  /** Null: the whole installation. */
  institutionId: string | null
  role: StaffRole
}

/** Staff accounts: making them and opening the door to them. */
export function createStaffService(needs: { staff: StaffStore; audit: AuditTrail; clock: Clock }) {
  const { staff, audit, clock } = needs

  const record = (actor: Actor, action: string, account: Staff) =>
    audit.record({
      institutionId: account.institutionId,
      actor,
      action,
      subject: `staff:${account.id}`,
      at: clock.now(),
    })

  return {
    /**
     * Makes an account. Throws Forbidden unless the actor is the operator or an owner who reaches as far,
     * Invalid (`password_short`, `password_long`), Conflict (`email_taken`).
     */
    async create(actor: Actor, asked: NewStaff): Promise<Staff> {
      const may =
        actor.kind === 'system' ||
        (actor.kind === 'staff' &&
          actor.role === 'owner' &&
          (actor.institutionId === null || actor.institutionId === asked.institutionId))
      if (!may) throw new Forbidden('owners_only')
      if (asked.password.length < SHORTEST_PASSWORD)
        throw new Invalid('password_short', undefined, { shortest: SHORTEST_PASSWORD })
      if (asked.password.length > LONGEST_PASSWORD) throw new Invalid('password_long')
      const { password, ...account } = asked
      const added = await staff.add({ ...account, createdAt: clock.now() }, await hashPassword(password))
      if (!added) throw new Conflict('email_taken')
      await record(actor, 'staff.created', added)
      return added
    },

    /**
     * The account behind an e-mail address and a password, or null: for a wrong password, an address nobody has
     * and a door closed after many tries alike, in the same time.
     */
    async signIn(email: string, password: string): Promise<Staff | null> {
      const secret = email.length <= 254 ? await staff.secretOf(email) : null
      const matches = await passwordMatches(password.slice(0, LONGEST_PASSWORD), secret?.password ?? null)
      if (!secret) return null
      const now = clock.now()
      const account = secret.staff
      if (secret.lockedUntil && secret.lockedUntil > now) return null
      if (matches) {
        if (secret.failures > 0) await staff.forgetFailures(account.id)
        await record(staffActor(account), 'staff.signed-in', account)
        return account
      }
      if ((await staff.countFailure(account.id)) >= MOST_FAILURES) {
        await staff.lock(account.id, new Date(now.getTime() + LOCKED_MS))
        await record(door, 'staff.locked', account)
      }
      return null
    },
  }
}

export type StaffService = ReturnType<typeof createStaffService>
