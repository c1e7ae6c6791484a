import type { Assessment } from './assessment.js'

/** Somebody who would like to judge a round. */
export interface Candidate {
  personId: string
  /** By which right they judge here: a role in the course, or a place in the institution's pool. */
  from: 'cohort' | 'pool'
  /** Whether they may decide where two assessors differ, and on appeals. */
  mayAdjudicate: boolean
  /** Whom they have ever coached. */
  coached: ReadonlySet<string>
  /** Whose work they must not judge, as they or somebody else declared. */
  declared: ReadonlySet<string>
  /** Who works at their school, where the institution keeps them apart. */
  schoolmates: ReadonlySet<string>
  /** The versions of micro-credentials they are qualified for; null where that is not asked of them. */
  versions: ReadonlySet<string> | null
}

/** Why somebody may not take a round: each has its sentence under `errors.assessment`. */
export type TakingRefusal =
  | 'unqualified'
  | 'own_work'
  | 'coached'
  | 'declared'
  | 'same_school'
  | 'judged_before'
  | 'not_adjudicator'
  | 'taken'

export type TakingDecision = { kind: 'take' } | { kind: 'refused'; because: TakingRefusal }

/**
 * Whether somebody may judge a round: never their own work, that of somebody they coached, of somebody
 * of their school or of somebody they are declared to know too well, never an attempt they judged
 * before in another round or wrote down for its educator, never without the qualification their institution asks for, and where
 * two differ or an educator appealed only with the right to decide. Whoever is of the pool sees only what is theirs or nobody's;
 * within a course a beginning is a courtesy, not a lock.
 */
export function decideTaking(
  round: Pick<Assessment, 'personId' | 'round' | 'barred' | 'claimed' | 'microCredentialId'>,
  candidate: Candidate,
): TakingDecision {
  const refused = (because: TakingRefusal): TakingDecision => ({ kind: 'refused', because })
  if (round.personId === candidate.personId) return refused('own_work')
  if (candidate.coached.has(round.personId)) return refused('coached')
  if (candidate.declared.has(round.personId)) return refused('declared')
  if (candidate.schoolmates.has(round.personId)) return refused('same_school')
  if (round.barred.includes(candidate.personId)) return refused('judged_before')
  if (candidate.versions?.has(round.microCredentialId) === false) return refused('unqualified')
  const decides = round.round === 'adjudication' || round.round === 'appeal'
  if (decides && !candidate.mayAdjudicate) return refused('not_adjudicator')
  const withOther = round.claimed !== null && round.claimed.by !== candidate.personId
  if (candidate.from === 'pool' && withOther) return refused('taken')
  return { kind: 'take' }
}
