import { check, overallOf, type Check, type Overall } from './checks.js'
import { looksLikeOpenBadge2, verifyOpenBadge2 } from './openBadge2.js'
import { verifyOpenBadge3 } from './openBadge3.js'
import type { Verifying } from './proof.js'
import { readBadge, type BadgeForm, type ReadBadge } from './readBadge.js'
import { recordOf2, recordOf3, type BadgeRecord } from './record.js'
import { looksLikeOpenBadge3 } from './shape.js'

/** The answer to "is this badge genuine?": yes, no or cannot tell, each check behind it, and what the badge claims. */
export interface Verdict {
  overall: Overall
  version: '3.0' | '2.0' | null
  form: BadgeForm | null
  checks: Check[]
  record: BadgeRecord | null
}

const badgeTypes =
  'application/vc+ld+json, application/vc, application/ld+json, application/json, image/png, image/svg+xml'

/**
 * Verifies whatever badge somebody hands over: Open Badges 3.0 as JSON, JWT, baked PNG or SVG, or 2.0 hosted; or an address of one.
 * Never throws for what is in the badge.
 * @param recipient an e-mail address or identifier to compare with the badge, if the reader asks for it
 */
export async function verifyBadge(
  given: Uint8Array,
  verifying: Verifying,
  recipient?: string,
): Promise<Verdict> {
  const read = readBadge(given)
  if (read.ok && read.kind === 'url') return verifyAt(read.url, verifying, recipient)
  return verifyRead(read, verifying, recipient)
}

async function verifyAt(url: string, verifying: Verifying, recipient?: string): Promise<Verdict> {
  const answer = await verifying.fetchDocument(url, badgeTypes)
  if (!answer.ok) return unread(null, answer.code, url)
  // A hosted 2.0 assertion that was revoked answers 410 with a body too small to verify: its address is what is left of it.
  if (answer.status === 410)
    return verifyDocument({ id: url, type: 'Assertion', badge: '' }, 'json', verifying, recipient)
  if ([401, 403, 404].includes(answer.status)) return unread(null, 'not-open', url)
  if (answer.status !== 200) return unread(null, 'unreachable', url)
  const read = readBadge(answer.body)
  return read.ok && read.kind === 'url'
    ? unread(false, 'no-badge', url)
    : verifyRead(read, verifying, recipient)
}

async function verifyRead(read: ReadBadge, verifying: Verifying, recipient?: string): Promise<Verdict> {
  if (!read.ok) return unread(false, read.code)
  if (read.kind === 'url') return unread(false, 'no-badge')
  if (read.kind === 'document') return verifyDocument(read.document, read.form, verifying, recipient)
  const { credential } = read.read
  if (looksLikeOpenBadge2(credential)) return verifyDocument(credential, read.form, verifying, recipient)
  if (!looksLikeOpenBadge3(credential)) return unread(false, 'not-a-badge')
  const checks = await verifyOpenBadge3(credential, { text: read.jwt, read: read.read }, verifying, recipient)
  return verdict('3.0', read.form, checks, recordOf3(credential))
}

async function verifyDocument(
  document: Parameters<typeof verifyOpenBadge2>[0],
  form: BadgeForm,
  verifying: Verifying,
  recipient?: string,
): Promise<Verdict> {
  if (looksLikeOpenBadge2(document)) {
    const { checks, badge } = await verifyOpenBadge2(document, verifying, recipient)
    return verdict('2.0', form, checks, recordOf2(badge))
  }
  if (!looksLikeOpenBadge3(document)) return unread(false, 'not-a-badge')
  const checks = await verifyOpenBadge3(document, null, verifying, recipient)
  return verdict('3.0', form, checks, recordOf3(document))
}

function verdict(
  version: Verdict['version'],
  form: BadgeForm,
  checks: Check[],
  record: BadgeRecord,
): Verdict {
  const all = [check('readable', true, 'found'), ...checks]
  return { overall: overallOf(all), version, form, checks: all, record }
}

function unread(passed: false | null, code: string, detail?: string): Verdict {
  const checks = [check('readable', passed, code, detail)]
  return { overall: overallOf(checks), version: null, form: null, checks, record: null }
}
