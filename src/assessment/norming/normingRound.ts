import type { FinalJudgement, Judgement } from '../assessment.js'
import type { Rubric } from '../../catalogue/rubric.js'

/** Work that a group scores: one sent attempt that has its result already, so that nothing hangs on it. */
export interface NormingWork {
  submissionId: string
  attempt: number
  /** Its educator. */
  personId: string
}

/** A group scores the same work by a day, each alone; then they compare. Only `closed` and what follows are set later. */
export interface NormingRound {
  id: string
  institutionId: string
  cohortId: string
  title: string
  /** The version whose rubric is used: all work of a round is of one version. */
  microCredentialId: string
  microCredentialKey: string
  works: NormingWork[]
  participants: string[]
  /** From this moment on nobody hands in, and levels are shown. */
  closesAt: Date
  opened: { by: string; at: Date }
  closed: { by: string; at: Date } | null
  /** Since when its judgements wait to be noted for good; null when they are, or while it is open. */
  toFollow: Date | null
}

/** What one person of the group says of one work: every criterion with its reason. Handed in once, never changed. */
export interface NormingScore {
  id: string
  institutionId: string
  roundId: string
  submissionId: string
  attempt: number
  personId: string
  judgements: FinalJudgement[]
  at: Date
}

/** Whether levels may still be handed in; while they may, nobody sees another's. */
export const isOpen = ({ closed, closesAt }: Pick<NormingRound, 'closed' | 'closesAt'>, now: Date): boolean =>
  closed === null && now < closesAt

/** How much one round may ask of people. */
export const normingLimits = { works: 10, people: 30, days: 366 } as const

export type OpeningProblem =
  | 'noWork'
  | 'tooMuchWork'
  | 'notOneRubric'
  | 'fewPeople'
  | 'manyPeople'
  | 'unknownPerson'
  | 'ownWork'
  | 'coachedWork'
  | 'dayPast'
  | 'dayFar'

/** What a facilitator wants to open, with what is known of it. */
export interface OpeningRequest {
  /** The chosen work as it was found; null where something chosen cannot be used. */
  works: (NormingWork & { microCredentialId: string })[]
  participants: string[]
  closesAt: Date
  now: Date
  /** Everybody who may assess in the cohort. */
  assessors: ReadonlySet<string>
  /** For each participant whom they have ever coached. */
  coached: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Whether a round may be opened: work of one rubric, at least two people who may assess here, a day to come, and nobody
 * who would score their own work or that of somebody they coached. The first problem of each field; none where it may.
 */
export function openingProblems(
  asked: OpeningRequest,
): { field: 'works' | 'participants' | 'closesOn'; code: OpeningProblem }[] {
  const { works, participants, closesAt, now, assessors } = asked
  const rubrics = new Set(works.map(({ microCredentialId }) => microCredentialId))
  const days = (closesAt.getTime() - now.getTime()) / (24 * 3600 * 1000)
  const educators = new Set(works.map(({ personId }) => personId))
  const coaches = participants.some((one) =>
    [...(asked.coached.get(one) ?? [])].some((educator) => educators.has(educator)),
  )
  const checks: [boolean, 'works' | 'participants' | 'closesOn', OpeningProblem][] = [
    [works.length === 0, 'works', 'noWork'],
    [works.length > normingLimits.works, 'works', 'tooMuchWork'],
    [rubrics.size > 1, 'works', 'notOneRubric'],
    [participants.length < 2, 'participants', 'fewPeople'],
    [participants.length > normingLimits.people, 'participants', 'manyPeople'],
    [participants.some((one) => !assessors.has(one)), 'participants', 'unknownPerson'],
    [participants.some((one) => educators.has(one)), 'participants', 'ownWork'],
    [coaches, 'participants', 'coachedWork'],
    [days <= 0, 'closesOn', 'dayPast'],
    [days > normingLimits.days, 'closesOn', 'dayFar'],
  ]
  return checks
    .filter(([wrong]) => wrong)
    .map(([, field, code]) => ({ field, code }))
    .filter(({ field }, index, all) => all.findIndex((one) => one.field === field) === index)
}

export interface ScoreProblem {
  criterionId: string
  code: 'noLevel' | 'noReason'
}

export type HandInDecision =
  | { kind: 'handIn'; judgements: FinalJudgement[] }
  | { kind: 'incomplete'; problems: ScoreProblem[] }
  | { kind: 'closed' }
  | { kind: 'handedIn' }

/** Whether these judgements can be handed in: while the round is open, once, each criterion with a level and a reason. */
export function decideHandIn(given: {
  round: Pick<NormingRound, 'closed' | 'closesAt'>
  now: Date
  handedIn: boolean
  rubric: Rubric
  judgements: readonly Judgement[]
}): HandInDecision {
  if (given.handedIn) return { kind: 'handedIn' }
  if (!isOpen(given.round, given.now)) return { kind: 'closed' }
  const problems: ScoreProblem[] = []
  const judgements: FinalJudgement[] = []
  for (const { id } of given.rubric.criteria) {
    const said = given.judgements.find(({ criterionId }) => criterionId === id)
    const level = given.rubric.levels.find((one) => one.id === said?.levelId)
    const comment = said?.comment.trim() ?? ''
    const next = said?.next?.trim() ?? ''
    if (!level) problems.push({ criterionId: id, code: 'noLevel' })
    else if (comment === '') problems.push({ criterionId: id, code: 'noReason' })
    else judgements.push({ criterionId: id, levelId: level.id, comment, ...(next && { next }) })
  }
  return problems.length > 0 ? { kind: 'incomplete', problems } : { kind: 'handIn', judgements }
}
