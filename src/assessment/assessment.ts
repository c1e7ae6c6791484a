import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets, type Criterion } from '../catalogue/rubric.js'
import type { Claim, EndedClaim } from './holding/claim.js'
import type { Moment, TypedMoment } from './moment.js'
import type { MissingPiece } from '../submissions/sendingBack.js'
import type { Round } from './round.js'

/** What an assessor has decided about one criterion so far; a level may still be open. */
export interface Judgement {
  criterionId: string
  levelId: string | null
  comment: string
  /** What to do next, apart from why; absent where nothing was said, and in rows of before it was asked. */
  next?: string
}

/** A judgement with its level: what a finalised assessment is made of. */
export interface FinalJudgement {
  criterionId: string
  levelId: string
  comment: string
  next?: string
}

export type AssessmentOutcome = 'met' | 'notYet'

/** One assessor's judgements while they are still thinking. */
export interface JudgementDraft {
  judgements: Judgement[]
  /** Moments of sounds and films they speak of; absent while there are none. */
  moments?: TypedMoment[]
  savedAt: Date
}

/** Why a round was opened: evidence was sent, a second look is due, two looks differ, somebody asked. */
export type OpenedBecause = 'sent' | 'sampled' | 'borderline' | 'apart' | 'appealed' | 'corrected'

/** Which second look an attempt is due, decided once when its first round is finalised, by the rules of that day. */
export interface SecondLook {
  because: 'sampled' | 'borderline'
  /** How many levels two assessors may be apart before a third decides. */
  tolerance: number
}

export interface Finalised {
  by: string
  at: Date
  outcome: AssessmentOutcome
  /** Every criterion, carried ones included, in rubric order. */
  judgements: FinalJudgement[]
  /** What was said of moments of sounds and films; absent where nothing was. */
  moments?: Moment[]
  /** Only of a first round: null where it settles the attempt by itself. */
  second: SecondLook | null
  /** A mark over all of the round (`sealOf`); absent in rounds of before there were seals. */
  seal?: string
}

/** Since when a round need not be judged. `nobodyCame`: the first look is the answer from then on; that is sealed. */
export interface Withdrawn {
  at: Date
  because?: 'nobodyCame'
  seal?: string
}

/** A first round that went back to its educator unjudged, because its evidence was not complete. */
export interface WentBack {
  by: string
  at: Date
  missing: MissingPiece[]
  /** A mark over all of the round (`sealOf`). */
  seal?: string
}

/**
 * One round of judging one attempt, by one assessor. Opened when it is due, finalised once and never edited after.
 * Unique by submission, attempt, round and turn; what the educator gets is decided from all rounds (`results`).
 */
export interface Assessment {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  submissionId: string
  personId: string
  microCredentialId: string
  attempt: number
  round: Round
  /** 1; higher only for a later correction of the same attempt, and where the evidence was sent again because it came back incomplete. */
  turn: number
  because: OpenedBecause
  /** Who asked for it, and why in their words: an educator's appeal, an assessor's correction. Null for other rounds. */
  asked: { by: string; at: Date; reason: string } | null
  /** The round whose word a correction or an appeal takes the place of. */
  corrects: string | null
  /** When an answer was promised to the educator, while this round waits; null once it is finalised, withdrawn or went back. */
  dueBy: Date | null
  /** Who may not take it: the educator, and whoever judged this attempt before. */
  barred: string[]
  /** Who has it in hand: within a course a courtesy to other assessors, not a lock. */
  claimed: Claim | null
  /** Who had it in hand before, in the order in which they lost it; absent while nobody has. */
  earlierClaims?: EndedClaim[]
  /** Since when nobody was found to whom it could be given, and when somebody was last looked for; absent or null elsewhere. */
  unplaced?: { since: Date; lookedAt: Date } | null
  /** Each assessor's own draft by their person id, so that two never overwrite each other. */
  drafts: Record<string, JudgementDraft>
  /** Criteria settled before this round, with the level given then. */
  carried: FinalJudgement[]
  finalised: Finalised | null
  /** It went back to its educator, who sends again: then a round of its own is opened. Never together with `finalised`. */
  wentBack?: WentBack | null
  /** It need not be judged any more: what it was to settle has been settled otherwise, or it was waited for in vain. */
  withdrawn: Withdrawn | null
  /** When the educator put away the news of a changed result. */
  noticed: { at: Date } | null
  /** Since when the things that follow finalising wait to be done; null when they are. */
  toFollow: Date | null
  createdAt: Date
}

/** The result of an attempt, as the rooms that follow (scores, badges) see it. */
export interface FinalisedAssessment {
  /** The round that decided it. */
  assessmentId: string
  institutionId: string
  cohortId: string
  assignmentId: string
  submissionId: string
  personId: string
  microCredentialId: string
  microCredentialKey: string
  attempt: number
  outcome: AssessmentOutcome
  /** All criteria, carried ones included. */
  levels: { criterionId: string; levelId: string }[]
  criteriaMet: number
  criteriaTotal: number
  /** A summary for the LMS gradebook: plain text, in the educator's language. */
  comment: string
  /** When the attempt was opened to its educator. */
  startedAt: Date
  submittedAt: Date
  finalisedAt: Date
  assessorId: string
  /** Why it took the place of an earlier result; null where it is the first of its attempt. */
  changedBecause: string | null
}

/** The criteria an assessor judges in this assessment; carried ones are settled. */
export const openCriteria = (
  assessment: Pick<Assessment, 'carried'>,
  { rubric }: Pick<MicroCredential, 'rubric'>,
): Criterion[] =>
  rubric.criteria.filter(({ id }) => !assessment.carried.some(({ criterionId }) => criterionId === id))

/** Which criteria these judgements meet and which they do not, in rubric order. One without a level is not met. */
export function metAndUnmet(
  judgements: readonly Judgement[],
  { rubric }: Pick<MicroCredential, 'rubric'>,
): { met: string[]; unmet: string[] } {
  const isMet = (id: string) =>
    judgements.some(({ criterionId, levelId }) => criterionId === id && meets(rubric, levelId ?? ''))
  const ids = rubric.criteria.map(({ id }) => id)
  return { met: ids.filter(isMet), unmet: ids.filter((id) => !isMet(id)) }
}
