import type { Actor, StaffRole } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict } from '../errors/errors.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { codePurpose, periodOfCode, recoveryHash } from './oneTimeCodes.js'
import { hashPassword, passwordMatches } from './password.js'
import { longestPassword, mustBeGoodPassword } from './passwordRules.js'
import { staffActor } from './requestActor.js'
import { mustOwnAccounts } from './staffAuthority.js'
import { createStaffDoor, staffRecords } from './staffDoor.js'
import type { Staff, StaffSecret, StaffStore } from './staffStore.js'

export interface NewStaff {
  /** Given by who must be able to do it twice without harm. */
  id?: string
  email: string
  name: string
  password: string
  /** Null: the whole installation. */
  institutionId: string | null
  role: StaffRole
}

/** Who has shown the right password: in at once, or still to show a one-time code. */
export interface PasswordShown {
  account: Staff
  needsCode: boolean
}

/** Staff accounts: making them and opening the door to them. */
export function createStaffService(needs: {
  staff: StaffStore
  secrets: SecretBox
  audit: AuditTrail
  clock: Clock
}) {
  const { staff, secrets, clock } = needs
  const door = createStaffDoor(needs)
  const record = staffRecords(needs)

  async function letIn(secret: StaffSecret): Promise<Staff> {
    await door.right(secret)
    await record(staffActor(secret.staff), 'staff.signed-in', secret.staff)
    return secret.staff
  }

  /** Each code counts once: of two requests with the same one, the store lets one through. */
  async function spend(secret: StaffSecret, code: string): Promise<boolean> {
    const { codes, staff: account } = secret
    if (!codes) return false
    const period = periodOfCode(secrets.open(codes.sealedSecret, codePurpose(account.id)), code, clock.now())
    if (period !== null) return staff.spendPeriod(account.id, period)
    if (!(await staff.spendRecovery(account.id, recoveryHash(account.id, code)))) return false
    await record(staffActor(account), 'staff.recovery-used', account)
    return true
  }

  return {
    /**
     * Makes an account. Throws NotFound or Forbidden unless the actor is the operator or an owner who reaches as far,
     * Invalid (`password_short`, `password_long`), Conflict (`email_taken`).
     */
    async create(actor: Actor, asked: NewStaff): Promise<Staff> {
      mustOwnAccounts(actor, asked.institutionId)
      mustBeGoodPassword(asked.password)
      const { password, ...account } = asked
      const added = await staff.add({ ...account, createdAt: clock.now() }, await hashPassword(password))
      if (!added) throw new Conflict('email_taken')
      await record(actor, 'staff.created', added)
      return added
    },

    /**
     * The account behind an e-mail address and a password, or null: for a wrong password, an address nobody has
     * and a door closed after many tries alike, in the same time. Where it asks for one-time codes, nobody is in yet.
     */
    async signIn(email: string, password: string): Promise<PasswordShown | null> {
      const secret = email.length <= 254 ? await staff.secretOf(email) : null
      const matches = await passwordMatches(password.slice(0, longestPassword), secret?.password ?? null)
      if (!secret || door.isShut(secret)) return null
      if (!matches) {
        await door.wrong(secret)
        return null
      }
      if (secret.codes) return { account: secret.staff, needsCode: true }
      return { account: await letIn(secret), needsCode: false }
    },

    /** The second step: a code of the authenticator app, or a recovery code. Null for a wrong or used one, and while the door is shut. */
    async enterCode(staffId: string, code: string): Promise<Staff | null> {
      const secret = await staff.secretById(staffId)
      if (!secret || door.isShut(secret)) return null
      if (await spend(secret, code)) return letIn(secret)
      await door.wrong(secret)
      return null
    },

    /** Records that somebody left; the session itself is ended by whoever holds it. */
    async signedOut(staffId: string): Promise<void> {
      const account = await staff.standing(staffId)
      if (account) await record(staffActor(account), 'staff.signed-out', account)
    },
  }
}

export type StaffService = ReturnType<typeof createStaffService>
