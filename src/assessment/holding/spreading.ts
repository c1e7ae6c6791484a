import { createHash } from 'node:crypto'
import type { Assessment } from '../assessment.js'
import { decideTaking, type Candidate } from '../taking.js'

/** Somebody who might be given a round, and how much they have had to do. */
export interface Possible {
  candidate: Candidate
  /** Rounds in their hands now. */
  open: number
  /** How many were given to them in the last 30 days, whatever became of them. */
  given: number
}

/**
 * Whom a round is given to: of those who may judge it and have not had it in hand before, whoever has least in hand, then
 * whoever was given least lately, then by a draw that comes out the same every time. Null where there is nobody.
 */
export function decideGiving(round: Assessment, possible: readonly Possible[]): string | null {
  const hadIt = new Set((round.earlierClaims ?? []).map(({ by }) => by))
  const [least] = possible
    .filter(({ candidate }) => !hadIt.has(candidate.personId))
    .filter(({ candidate }) => decideTaking(round, candidate).kind === 'take')
    .map((one) => ({ ...one, lot: lotOf(round.id, one.candidate.personId) }))
    .sort((a, b) => a.open - b.open || a.given - b.given || (a.lot < b.lot ? -1 : 1))
  return least?.candidate.personId ?? null
}

/** A number nobody chooses, the same for the same round and person. */
const lotOf = (roundId: string, personId: string): string =>
  createHash('sha256').update(`${roundId}:${personId}`).digest('hex')
