/** What is looked at, in the order a reader wants it. */
export const checkIds = [
  'readable',
  'shape',
  'subject',
  'hosted',
  'proof',
  'issuer',
  'status',
  'dates',
  'recipient',
] as const
export type CheckId = (typeof checkIds)[number]

/** One named check: passed, failed, or null when it cannot be told. `meaning` is a key of the locale files under `verify.meaning`. */
export interface Check {
  id: CheckId
  passed: boolean | null
  meaning: string
  detail?: string
}

export type Overall = 'valid' | 'invalid' | 'cannot-tell'

/** A check result; `code` is the last part of the meaning key. */
export function check(id: CheckId, passed: boolean | null, code: string, detail?: string): Check {
  return { id, passed, meaning: `${id}.${code}`, ...(detail && { detail: detail.slice(0, 300) }) }
}

/** One failed check makes the badge invalid; short of that, one that cannot be told leaves the answer open. */
export function overallOf(checks: Check[]): Overall {
  if (checks.some(({ passed }) => passed === false)) return 'invalid'
  return checks.length > 0 && checks.every(({ passed }) => passed === true) ? 'valid' : 'cannot-tell'
}
