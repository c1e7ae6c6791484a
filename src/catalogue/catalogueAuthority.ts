import type { Actor } from '../audit/actor.js'
import { Forbidden } from '../errors/errors.js'
import { mustReach } from '../institutions/authority.js'

/** Throws NotFound for a foreign institution and Forbidden for an auditor: everybody else on the staff may write and review. */
export function mustWrite(actor: Actor, institutionId: string): void {
  mustReach(actor, institutionId)
  if (actor.kind === 'staff' && actor.role === 'auditor') throw new Forbidden('auditors_look_only')
}
