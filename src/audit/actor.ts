/** Who is doing something. Every command on a service takes one, authorises it first and records it. */
export type Actor =
  | { kind: 'person'; personId: string; institutionId: string }
  | { kind: 'staff'; staffId: string; institutionId: string | null; role: StaffRole }
  | { kind: 'system'; name: string }

/**
 * What institution staff may do: owners and administrators change things, auditors only look, authors write and review the
 * catalogue and see nothing else of the console.
 */
export type StaffRole = 'owner' | 'administrator' | 'auditor' | 'author'

/** The command line and seeds act as the operator of the machine. */
export const operator: Actor = { kind: 'system', name: 'operator' }

/** A short, stable name of an actor for records: kind and id, never a person's name. */
export function actorId(actor: Actor): string {
  if (actor.kind === 'person') return `person:${actor.personId}`
  if (actor.kind === 'staff') return `staff:${actor.staffId}`
  return `system:${actor.name}`
}
