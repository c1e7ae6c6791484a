import type { Actor } from '../audit/actor.js'
import { Forbidden, NotFound } from '../errors/errors.js'

/** The one institution an actor is confined to, or null for all of them. Throws Forbidden for LMS people. */
export function reach(actor: Actor): string | null {
  if (actor.kind === 'person') throw new Forbidden('staff_only')
  return actor.kind === 'staff' ? actor.institutionId : null
}

/** Throws NotFound where the actor may not even know of the institution. */
export function mustReach(actor: Actor, institutionId: string): void {
  const only = reach(actor)
  if (only !== null && only !== institutionId) throw new NotFound('another institution')
}

/** Throws Forbidden for authors, who see the catalogue and nothing else of an institution. */
export function mustOversee(actor: Actor): void {
  if (actor.kind === 'staff' && actor.role === 'author') throw new Forbidden('catalogue_only')
}

/** Throws NotFound for a foreign institution and Forbidden for an auditor or author, who may only look or only write. */
export function mustManage(actor: Actor, institutionId: string): void {
  mustReach(actor, institutionId)
  mustOversee(actor)
  if (actor.kind === 'staff' && actor.role === 'auditor') throw new Forbidden('auditors_look_only')
}

/** Throws Forbidden unless the actor sees the whole installation; auditors of it do. */
export function mustSeeInstallation(actor: Actor): void {
  if (reach(actor) !== null) throw new Forbidden('installation_staff_only')
}

/** Throws Forbidden unless the actor looks after the whole installation. */
export function mustManageInstallation(actor: Actor): void {
  if (reach(actor) !== null) throw new Forbidden('installation_staff_only')
  mustOversee(actor)
  if (actor.kind === 'staff' && actor.role === 'auditor') throw new Forbidden('auditors_look_only')
}
