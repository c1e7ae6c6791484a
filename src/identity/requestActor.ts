import type { Request } from 'express'
import { SignInNeeded } from '../errors/errors.js'
import type { Actor, StaffRole } from '../audit/actor.js'

export type PersonActor = Extract<Actor, { kind: 'person' }>
export type StaffActor = Extract<Actor, { kind: 'staff' }>

/** The person whose launch began this session. Throws SignInNeeded (401) when there is none. */
export function requireActor(req: Request): PersonActor {
  const { personId, institutionId } = req.session
  if (!personId || !institutionId) throw new SignInNeeded()
  return { kind: 'person', personId, institutionId }
}

/** One staff account, as far as what it may do. */
interface Standing {
  id: string
  institutionId: string | null
  role: StaffRole
}

/** A staff account as the one who acts. */
export function staffActor({ id, institutionId, role }: Standing): StaffActor {
  return { kind: 'staff', staffId: id, institutionId, role }
}

/** What the gate asks of the staff accounts: the standing of one account as it is now. */
export interface StaffLookup {
  standing(staffId: string): Promise<Standing | null>
}

/**
 * Makes `requireStaff(req)`: the staff member who signed in, read afresh so that a closed account or a changed
 * role counts at once. It throws SignInNeeded (401, code `staff_sign_in`) when nobody is signed in.
 */
export function createStaffGate(staff: StaffLookup): (req: Request) => Promise<StaffActor> {
  return async (req) => {
    const { staffId } = req.session
    const found = staffId ? await staff.standing(staffId) : null
    if (!found) throw new SignInNeeded('staff_sign_in')
    return staffActor(found)
  }
}
