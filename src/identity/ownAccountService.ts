import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { SecretBox } from '../secrets/secretBox.js'
import {
  codeAddress,
  codePurpose,
  newCodeSecret,
  newRecoveryCodes,
  periodOfCode,
  recoveryHash,
} from './oneTimeCodes.js'
import { hashPassword, passwordMatches } from './password.js'
import { longestPassword, mustBeGoodPassword } from './passwordRules.js'
import type { StaffActor } from './requestActor.js'
import { createStaffDoor, staffRecords } from './staffDoor.js'
import type { Staff, StaffSecret, StaffStore } from './staffStore.js'

/** A secret on its way into an authenticator app. It is kept nowhere until a code shows that it arrived. */
export interface CodeSetUp {
  /** Comes back with the form. */
  sealed: string
  /** To be typed in where no camera is at hand. */
  secret: string
  /** For the QR code. */
  address: string
}

/** What a staff member does to the own account: everything that opens a door asks for the password first. */
export function createOwnAccountService(needs: {
  staff: StaffStore
  secrets: SecretBox
  audit: AuditTrail
  clock: Clock
  /** Ends the sessions of an account, but for the one with this id. */
  endSessionsOf(staffId: string, except?: string): Promise<number>
}) {
  const { staff, secrets, clock } = needs
  const door = createStaffDoor(needs)
  const record = staffRecords(needs)

  async function secretOf(actor: StaffActor): Promise<StaffSecret> {
    const secret = await staff.secretById(actor.staffId)
    if (!secret) throw new NotFound('staff account')
    return secret
  }

  /** A session left open on a desk must not be enough; wrong tries count as they do at the door. */
  async function passwordShown(secret: StaffSecret, password: string): Promise<boolean> {
    const matches = await passwordMatches(password.slice(0, longestPassword), secret.password)
    if (door.isShut(secret)) return false
    await (matches ? door.right(secret) : door.wrong(secret))
    return matches
  }

  function setUpOf(account: Staff, sealed: string): CodeSetUp {
    const secret = secrets.open(sealed, codePurpose(account.id))
    return { sealed, secret, address: codeAddress(secret, account.email) }
  }

  return {
    /** The own account as it stands. */
    of: async (actor: StaffActor): Promise<Staff> => (await secretOf(actor)).staff,

    /** False where the present password is not right. Ends every other session. Throws Invalid (`password_short`, `password_long`). */
    async changePassword(
      actor: StaffActor,
      typed: { present: string; next: string; sessionId: string },
    ): Promise<boolean> {
      mustBeGoodPassword(typed.next)
      const secret = await secretOf(actor)
      if (!(await passwordShown(secret, typed.present))) return false
      await staff.changePassword(actor.staffId, await hashPassword(typed.next))
      await record(actor, 'staff.password-changed', secret.staff)
      await needs.endSessionsOf(actor.staffId, typed.sessionId)
      return true
    },

    /** A secret to carry into an authenticator app; the one on its way where `sealed` came back and is ours. */
    async beginCodes(actor: StaffActor, sealed?: string): Promise<CodeSetUp> {
      const { staff: account } = await secretOf(actor)
      const fresh = () => secrets.seal(newCodeSecret(), codePurpose(account.id))
      try {
        return setUpOf(account, sealed ?? fresh())
      } catch {
        return setUpOf(account, fresh())
      }
    },

    /**
     * Asks for codes from now on, if this one shows that the app has the secret: answers the recovery codes, for the only time, or
     * null where the code is wrong. Throws Conflict (`codes_on`) where codes are asked for already.
     */
    async confirmCodes(actor: StaffActor, sealed: string, code: string): Promise<string[] | null> {
      const { staff: account } = await secretOf(actor)
      const setUp = await this.beginCodes(actor, sealed)
      const period = periodOfCode(setUp.secret, code, clock.now())
      if (setUp.sealed !== sealed || period === null) return null
      const recovery = newRecoveryCodes()
      const kept = {
        since: clock.now(),
        sealedSecret: sealed,
        lastPeriod: period,
        recovery: recovery.map((each) => recoveryHash(account.id, each)),
      }
      if (!(await staff.beginCodes(account.id, kept))) throw new Conflict('codes_on')
      await record(actor, 'staff.codes-on', account)
      return recovery
    },

    /** Asks for no codes any more. False where the password is not right. */
    async endCodes(actor: StaffActor, password: string): Promise<boolean> {
      const secret = await secretOf(actor)
      if (!(await passwordShown(secret, password))) return false
      if (await staff.endCodes(actor.staffId)) await record(actor, 'staff.codes-off', secret.staff)
      return true
    },
  }
}

export type OwnAccountService = ReturnType<typeof createOwnAccountService>
