/** Who may see a piece of evidence beside its educator, widening from one to the next. */
export const audiences = ['assessors', 'cohort', 'public'] as const
export type Audience = (typeof audiences)[number]

/** What decides who may see a piece: which students appear, the consent on file for it, and what its educator wants. */
export interface Permission {
  /** Null until the educator has said. */
  students: 'none' | 'some' | null
  /** Described without names: "four students of year 6, from behind". */
  who: string
  /** Written consent is on file; `until` is its last day (ISO calendar day), or empty where it has no end. */
  consent: { until: string } | null
  audience: Audience
}

/** What an educator says of one piece of evidence beside the piece itself. Empty text: not said. */
export interface EvidenceDetails extends Permission {
  caption: string
  /** ISO calendar day, or empty. */
  madeOn: string
  madeWhere: string
  /** Made outside the course: at another school, in another job. */
  elsewhere: boolean
}

/** A permission given, widened or taken back after sending. Dated and kept; the newest of a slot counts. */
export interface PermissionStatement extends Permission {
  slotId: string
  at: Date
}

export const nothingSaid: EvidenceDetails = {
  caption: '',
  madeOn: '',
  madeWhere: '',
  elsewhere: false,
  students: null,
  who: '',
  consent: null,
  audience: 'assessors',
}

/** The day of an instant as an ISO calendar day, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

export type SharingBlock = 'studentsUnsaid' | 'consentMissing' | 'consentExpired'

/**
 * What keeps a piece from being shown to anybody but those who assess it; null where nothing does. Consent holds
 * through its last day. It never keeps anybody from assessing.
 */
export function sharingBlock({ students, consent }: Permission, now: Date): SharingBlock | null {
  if (students === 'none') return null
  if (students === null) return 'studentsUnsaid'
  if (!consent) return 'consentMissing'
  return consent.until !== '' && consent.until < dayOf(now) ? 'consentExpired' : null
}

/** Whether a piece may be shown to an audience now: its educator wants it, and nothing keeps it back. */
export const isSharedWith = (
  permission: Permission,
  audience: Exclude<Audience, 'assessors'>,
  now: Date,
): boolean =>
  audiences.indexOf(permission.audience) >= audiences.indexOf(audience) &&
  sharingBlock(permission, now) === null

/** Whether showing a piece rests on a consent that may end, and so can never be signed into a badge for ever. */
export const restsOnConsent = ({ students }: Permission): boolean => students !== 'none'

export type Origin = 'elsewhere' | 'earlier' | 'both'

/**
 * The evidence-age rule: what was made outside the course, or before it began, counts and is labelled so.
 * @param begins when the course began, or where nobody has set that, when its educator began
 */
export function originOf({ elsewhere, madeOn }: EvidenceDetails, begins: Date): Origin | null {
  const earlier = madeOn !== '' && madeOn < dayOf(begins)
  if (elsewhere && earlier) return 'both'
  return elsewhere ? 'elsewhere' : earlier ? 'earlier' : null
}
