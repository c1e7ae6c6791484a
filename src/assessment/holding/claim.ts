import type { Assessment } from '../assessment.js'

/** Who has a round in hand: a courtesy to other assessors of a course, exclusive within the pool. */
export interface Claim {
  by: string
  at: Date
  /** Begun by themself, or given to them by the tool. Absent in rows of before there were two ways: begun. */
  kind?: 'begun' | 'given'
  /** When it ends by itself; null or absent for never. */
  until?: Date | null
}

/** A claim that ended before its round was finalised: by itself, given back, or because whoever had it judges no longer, or not this educator. */
export interface EndedClaim extends Claim {
  ended: { at: Date; because: 'expired' | 'returned' | 'left' | 'declared' }
}

const HOUR_MS = 3_600_000

/** When a claim that was made or last worked on at this moment ends; null where claims do not end. @param hours 0 for never */
export const claimedUntil = (from: Date, hours: number): Date | null =>
  hours === 0 ? null : new Date(from.getTime() + hours * HOUR_MS)

/** Whether a claim has come to its end, though nobody may have written that down yet. */
export const isOver = ({ until }: Claim, now: Date): boolean => Boolean(until && until <= now)

/** Whether whoever has a round in hand is at it: they took it themself, or have written on what was given to them. */
export const isBegun = ({ claimed, drafts }: Pick<Assessment, 'claimed' | 'drafts'>): boolean =>
  claimed !== null && (claimed.kind !== 'given' || claimed.by in drafts)

/** The last time somebody had a round in hand and no longer has; null where they never had. */
export const lostBy = (
  { claimed, earlierClaims = [] }: Pick<Assessment, 'claimed' | 'earlierClaims'>,
  personId: string,
): EndedClaim | null =>
  claimed?.by === personId ? null : (earlierClaims.findLast(({ by }) => by === personId) ?? null)
