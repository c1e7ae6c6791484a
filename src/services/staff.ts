import { createAccountService } from '../identity/accountService.js'
import { createInvitationService } from '../identity/invitationService.js'
import { createOwnAccountService } from '../identity/ownAccountService.js'
import { createStaffService } from '../identity/staffService.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Those who look after institutions: their door, their accounts, their invitations. */
export function createStaff({ clock, secrets, publicUrl }: Ground, stores: Stores) {
  const { audit, institutions, invitations, sessions } = stores
  const needs = {
    staff: stores.staff,
    secrets,
    audit,
    clock,
    endSessionsOf: (staffId: string, except?: string) => sessions.endAllOfStaff(staffId, except),
  }
  const staff = createStaffService(needs)
  return {
    staff,
    accounts: createAccountService(needs),
    ownAccount: createOwnAccountService(needs),
    invitations: createInvitationService({ ...needs, invitations, institutions, accounts: staff, publicUrl }),
  }
}
