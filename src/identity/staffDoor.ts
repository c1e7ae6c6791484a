import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { createAccountLock } from './accountLock.js'
import type { StaffSecret, Staff, StaffStore } from './staffStore.js'

const door: Actor = { kind: 'system', name: 'sign-in' }

/** Records an act on an account. */
export function staffRecords({ audit, clock }: { audit: AuditTrail; clock: Clock }) {
  return (actor: Actor, action: string, account: Pick<Staff, 'id' | 'institutionId'>): Promise<void> =>
    audit.record({
      institutionId: account.institutionId,
      actor,
      action,
      subject: `staff:${account.id}`,
      at: clock.now(),
    })
}

/** The lock on each staff account, and the record of its closing. */
export function createStaffDoor(needs: { staff: StaffStore; audit: AuditTrail; clock: Clock }) {
  const lock = createAccountLock({ tries: needs.staff, clock: needs.clock })
  const record = staffRecords(needs)
  return {
    isShut: (secret: StaffSecret): boolean => lock.isShut(secret),
    /** Counts a wrong try, and shuts the door at the last that is allowed. */
    async wrong({ staff: account }: StaffSecret): Promise<void> {
      if (await lock.wrong(account.id)) await record(door, 'staff.locked', account)
    },
    /** Forgets the wrong tries before a right one. */
    right: (secret: StaffSecret): Promise<void> => lock.right(secret.staff.id, secret),
  }
}

export type StaffDoor = ReturnType<typeof createStaffDoor>
