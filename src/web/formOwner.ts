import type { SecretBox } from '../secrets/secretBox.js'

const purpose = 'form-owner'
const validMs = 30 * 24 * 3_600_000

/** Whose page a form stood on. */
export interface FormOwner {
  institutionId: string
  personId: string
}

export const ownerField = '_owner'

/** Whose form this is, sealed: it opens nothing, and says where the form belongs when the session that showed it is gone. */
export function sealOwner(box: SecretBox, { institutionId, personId }: FormOwner, now: Date): string {
  return box.seal(JSON.stringify([institutionId, personId, now.getTime()]), purpose)
}

/** Reads a sealed owner; null for anything we did not seal within the last 30 days. */
export function readOwner(box: SecretBox, sealed: unknown, now: Date): FormOwner | null {
  if (typeof sealed !== 'string' || sealed.length > 1_000) return null
  try {
    const [institutionId, personId, at] = JSON.parse(box.open(sealed, purpose)) as [string, string, number]
    return now.getTime() - at < validMs ? { institutionId, personId } : null
  } catch {
    return null
  }
}
