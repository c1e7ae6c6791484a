/** A form that somebody filled in and sent when their session had ended: theirs alone, offered to them when they come again. */
export interface KeptForm {
  id: string
  institutionId: string
  personId: string
  /** Where it was sent: a path of ours. */
  action: string
  fields: Record<string, string>
  keptAt: Date
}

const mostCharacters = 200_000
const ownPath = /^\/(?!admin\/|lti\/)[a-z-]+(\/[\w-]+){1,5}$/

/**
 * Where a kept form goes when its person comes back: to the place that only saves it. What cannot be undone (sending to an assessor, a final judgement) they
 * decide afresh. Null for what cannot be kept: another kind of address, or more text than a page has.
 */
export function placeToReturnTo(action: string, fields: Record<string, string>): string | null {
  const size = Object.entries(fields).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (!ownPath.test(action) || size > mostCharacters) return null
  return action
    .replace(/^(\/submissions\/[\w-]+)\/(sending|artefacts\/.*)$/, '$1/drafts')
    .replace(/^(\/assessments\/[\w-]+)\/finalisation$/, '$1/drafts')
    .replace(/^(\/assess\/trials\/[\w-]+)\/answer$/, '$1/drafts')
}

/** What somebody wrote in their own words, to be shown again: texts of some length, not ids and choices. */
export function wordsOf({ fields }: Pick<KeptForm, 'fields'>): string[] {
  return Object.entries(fields)
    .filter(([name, value]) => !name.startsWith('_') && /\s/.test(value.trim()))
    .map(([, value]) => value)
}
