import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { StaffSecret, Staff, StaffStore } from './staffStore.js'

const MOST_FAILURES = 8
const LOCKED_MS = 15 * 60_000
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

/**
 * The lock on each account: after eight wrong passwords or codes in a row, wherever they came from, it stays shut for a quarter
 * of an hour, for the right ones too.
 */
export function createStaffDoor(needs: { staff: StaffStore; audit: AuditTrail; clock: Clock }) {
  const { staff, clock } = needs
  const record = staffRecords(needs)
  return {
    isShut: ({ lockedUntil }: StaffSecret): boolean => lockedUntil !== null && lockedUntil > clock.now(),
    /** Counts a wrong try, and shuts the door at the last that is allowed. */
    async wrong({ staff: account }: StaffSecret): Promise<void> {
      if ((await staff.countFailure(account.id)) < MOST_FAILURES) return
      await staff.lock(account.id, new Date(clock.now().getTime() + LOCKED_MS))
      await record(door, 'staff.locked', account)
    },
    /** Forgets the wrong tries before a right one. */
    async right({ staff: account, failures }: StaffSecret): Promise<void> {
      if (failures > 0) await staff.forgetFailures(account.id)
    },
  }
}

export type StaffDoor = ReturnType<typeof createStaffDoor>
