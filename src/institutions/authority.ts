import { Forbidden, NotFound } from '../errors/errors.js'
import type { Steward } from './ports.js'

/** The id under which a steward's acts are recorded. */
export function stewardId(steward: Steward): string {
  if (steward.kind === 'staff') return `staff:${steward.staffId}`
  return steward.kind === 'system' ? `system:${steward.name}` : `person:${steward.personId}`
}

/** The one institution a steward is confined to, or null for all of them. Throws Forbidden for LMS people. */
export function reach(steward: Steward): string | null {
  if (steward.kind === 'person') throw new Forbidden('staff_only')
  return steward.kind === 'staff' ? steward.institutionId : null
}

/** Throws NotFound where the steward may not even know of the institution. */
export function mustReach(steward: Steward, institutionId: string): void {
  const only = reach(steward)
  if (only !== null && only !== institutionId) throw new NotFound('another institution')
}

/** Throws NotFound for a foreign institution and Forbidden for an auditor, who may only look. */
export function mustManage(steward: Steward, institutionId: string): void {
  mustReach(steward, institutionId)
  if (steward.kind === 'staff' && steward.role === 'auditor') throw new Forbidden('auditors_look_only')
}

/** Throws Forbidden unless the steward looks after the whole installation. */
export function mustManageInstallation(steward: Steward): void {
  if (reach(steward) !== null) throw new Forbidden('installation_staff_only')
  if (steward.kind === 'staff' && steward.role === 'auditor') throw new Forbidden('auditors_look_only')
}
