import type { CohortRole, Enrolment } from './cohort.js'

/** What a roster says of one person whom we already know by an id of ours. */
export interface Listed {
  personId: string
  platformUserId: string
  roles: CohortRole[]
  testLearner: boolean
  /** False where the LMS says that this member is inactive or was removed (NRPS §2.1). */
  present: boolean
}

type Place = Pick<Enrolment, 'roles' | 'platformUserId' | 'openedAt' | 'listedAt' | 'leftAt'>

export type ListingDecision =
  | { kind: 'nothing' }
  | {
      kind: 'new'
      row: Omit<Enrolment, 'id' | 'institutionId' | 'cohortId'>
    }
  | { kind: 'change'; set: Partial<Place> }

/**
 * What a roster entry changes. A roster gives roles only to people who have never opened Cairn: it knows less than a launch
 * (Moodle lists a non-editing teacher as a learner, observed in Moodle 4.5). Who is back is marked no longer; who left keeps
 * everything else.
 */
export function decideListing(known: Place | null, listed: Listed, now: Date): ListingDecision {
  const { personId, platformUserId, roles, testLearner, present } = listed
  if (!known) {
    if (!present) return { kind: 'nothing' }
    const dates = { arrivedAt: now, openedAt: null, listedAt: now, leftAt: null }
    return { kind: 'new', row: { personId, platformUserId, roles, testLearner, ...dates } }
  }
  const news: Partial<Place> = {}
  if (!present && !known.leftAt) news.leftAt = now
  if (present && known.leftAt) news.leftAt = null
  if (present && !known.listedAt) news.listedAt = now
  if (known.platformUserId !== platformUserId) news.platformUserId = platformUserId
  if (present && !known.openedAt && !sameRoles(known.roles, roles)) news.roles = roles
  return Object.keys(news).length > 0 ? { kind: 'change', set: news } : { kind: 'nothing' }
}

const sameRoles = (a: readonly CohortRole[], b: readonly CohortRole[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role))
