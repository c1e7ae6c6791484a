import { actorId, type Actor, type StaffRole } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, NotFound } from '../errors/errors.js'
import { hashPassword } from './password.js'
import { mustBeGoodPassword } from './passwordRules.js'
import { mustOwnAccounts, mustSeeAccounts, type AccountScope } from './staffAuthority.js'
import { staffRecords } from './staffDoor.js'
import type { Staff, StaffStore } from './staffStore.js'

/** What owners do to the accounts of their institution, or of the installation. */
export function createAccountService(needs: {
  staff: StaffStore
  audit: AuditTrail
  clock: Clock
  endSessionsOf(staffId: string): Promise<number>
}) {
  const { staff, audit, clock } = needs
  const record = staffRecords(needs)

  async function owned(actor: Actor, id: string): Promise<Staff> {
    const account = await staff.standing(id)
    if (!account) throw new NotFound('staff account')
    mustOwnAccounts(actor, account.institutionId)
    return account
  }

  /**
   * Does what takes an owner away, unless it is the last one. Two owners who take each other away at once both find nobody left,
   * and both take it back.
   */
  async function unlessLastOwner(
    account: Staff,
    act: { take(): Promise<boolean>; takeBack(): Promise<unknown> },
  ): Promise<boolean> {
    if (account.role !== 'owner') return act.take()
    if ((await staff.owners(account.institutionId)) < 2) throw new Conflict('last_owner')
    const taken = await act.take()
    if (!taken || (await staff.owners(account.institutionId)) > 0) return taken
    await act.takeBack()
    throw new Conflict('last_owner')
  }

  return {
    /** An open account that the actor may change. Throws NotFound, Forbidden (`owners_only`). */
    owned,

    /** The open accounts of an institution, or (null) of the installation, by name. Throws NotFound, Forbidden. */
    async list(actor: Actor, scope: AccountScope): Promise<Staff[]> {
      mustSeeAccounts(actor, scope)
      return staff.list(scope)
    },

    /** Throws NotFound, Forbidden (`owners_only`), Conflict (`last_owner`). Counts at the account's next request. */
    async changeRole(actor: Actor, id: string, role: StaffRole): Promise<Staff> {
      const account = await owned(actor, id)
      if (account.role === role) return account
      const changed = await unlessLastOwner(account, {
        take: () => staff.changeRole(id, role),
        takeBack: () => staff.changeRole(id, account.role),
      })
      if (changed)
        await audit.record({
          institutionId: account.institutionId,
          actor,
          action: 'staff.role-changed',
          subject: `staff:${id}`,
          changes: [{ what: 'role', before: account.role, after: role }],
          at: clock.now(),
        })
      return { ...account, role }
    },

    /** Closes an account and ends its sessions at once. Throws NotFound, Forbidden (`owners_only`), Conflict (`last_owner`). */
    async close(actor: Actor, id: string): Promise<Staff> {
      const account = await owned(actor, id)
      const closed = { by: actorId(actor), at: clock.now() }
      const done = await unlessLastOwner(account, {
        take: () => staff.close(id, closed),
        takeBack: () => staff.reopen(id, closed),
      })
      if (done) await record(actor, 'staff.closed', account)
      await needs.endSessionsOf(id)
      return account
    },

    /**
     * A new password for somebody who lost theirs, and no codes any more: by whoever runs the machine. Throws NotFound,
     * Forbidden, Invalid (`password_short`, `password_long`).
     */
    async resetPassword(actor: Actor, email: string, password: string): Promise<Staff> {
      mustBeGoodPassword(password)
      const known = await staff.secretOf(email)
      if (!known) throw new NotFound('staff account')
      const account = await owned(actor, known.staff.id)
      await staff.changePassword(account.id, await hashPassword(password))
      await record(actor, 'staff.password-reset', account)
      if (await staff.endCodes(account.id)) await record(actor, 'staff.codes-off', account)
      await needs.endSessionsOf(account.id)
      return account
    },
  }
}

export type AccountService = ReturnType<typeof createAccountService>
