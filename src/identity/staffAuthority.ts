import type { Actor } from '../audit/actor.js'
import { Forbidden } from '../errors/errors.js'
import { mustOversee, mustReach } from '../institutions/authority.js'

/** Whose accounts: those of one institution, or (null) those that look after the whole installation. */
export type AccountScope = string | null

/** Throws NotFound where the actor does not even see the accounts of this scope. Everybody on its staff sees them. */
export function mustSeeAccounts(actor: Actor, scope: AccountScope): void {
  if (scope !== null) mustReach(actor, scope)
  else if (actor.kind === 'person' || (actor.kind === 'staff' && actor.institutionId !== null))
    throw new Forbidden('installation_staff_only')
  mustOversee(actor)
}

/** Throws as `mustSeeAccounts`, and Forbidden unless the actor is the operator or an owner who reaches as far. */
export function mustOwnAccounts(actor: Actor, scope: AccountScope): void {
  mustSeeAccounts(actor, scope)
  if (actor.kind === 'staff' && actor.role !== 'owner') throw new Forbidden('owners_only')
}
