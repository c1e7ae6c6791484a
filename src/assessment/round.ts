import type { Rubric } from '../catalogue/rubric.js'
import type { Assessment, FinalJudgement, Finalised, OpenedBecause } from './assessment.js'

/**
 * The rounds of judging one attempt: a first look, an independent second where one is due, a third person where the
 * two differ too much, someone new after an appeal, and corrections of what was said.
 */
export const rounds = ['first', 'second', 'adjudication', 'appeal', 'correction'] as const
export type Round = (typeof rounds)[number]

/** What of a round its result depends on. */
export type JudgedRound = Pick<Assessment, 'id' | 'round' | 'turn' | 'finalised' | 'wentBack' | 'withdrawn'>

/** How a result came about. */
export type Basis = 'single' | 'agreed' | 'adjudicated' | 'appealed' | 'corrected'

/** What the educator of an attempt gets: known by the round that decided it. */
export interface Result extends Pick<Finalised, 'by' | 'at' | 'outcome' | 'judgements' | 'moments'> {
  /** The round that decided it, and the id of this result. */
  assessmentId: string
  basis: Basis
  /** Why a single look had to do where a second was due; null elsewhere. */
  because: 'nobodyCame' | null
  /** The result it takes the place of; null for the first of an attempt. */
  replaces: string | null
}

export type ResultDecision =
  | { kind: 'open'; round: Round; because: OpenedBecause }
  | { kind: 'waiting' }
  | { kind: 'result'; result: Result }

/**
 * What the rounds of one attempt come to. A first round settles it unless a second look is due and comes; two looks within
 * tolerance settle it in the words of the first, so that the educator reads one voice; others wait for a third person,
 * whose word it then is. Later appeals and corrections each take the place of the result before, in order of time.
 * @param judged every round of one attempt, in any order
 */
export function decideResult(judged: readonly JudgedRound[], rubric: Rubric): ResultDecision {
  const result = resultsOf(judged, rubric).at(-1)
  if (result) return { kind: 'result', result }
  const there = (name: Round) => judged.find(({ round, wentBack }) => round === name && !wentBack)
  const [first, second] = [there('first')?.finalised, there('second')?.finalised]
  if (!first) return { kind: 'waiting' }
  if (first.second && !there('second'))
    return { kind: 'open', round: 'second', because: first.second.because }
  if (second && !there('adjudication')) return { kind: 'open', round: 'adjudication', because: 'apart' }
  return { kind: 'waiting' }
}

/** Every result an attempt has had, oldest first; the last one stands. Replayed from its rounds alone. */
export function resultsOf(judged: readonly JudgedRound[], rubric: Rubric): Result[] {
  const results: Result[] = []
  const settle = (
    assessmentId: string,
    basis: Basis,
    at: Date,
    said: Finalised,
    because: Result['because'] = null,
  ) => {
    const { by, outcome, judgements, moments } = said
    results.push({
      assessmentId,
      basis,
      by,
      at,
      outcome,
      judgements,
      ...(moments && { moments }),
      because,
      replaces: results.at(-1)?.assessmentId ?? null,
    })
  }
  const first = done(judged, 'first')
  if (!first) return []
  const second = done(judged, 'second')
  const third = done(judged, 'adjudication')
  const rule = first.finalised.second
  const inVain = judged.find(({ withdrawn }) => withdrawn?.because === 'nobodyCame')?.withdrawn
  if (!rule) settle(first.id, 'single', first.finalised.at, first.finalised)
  else if (second && !apart(first.finalised, second.finalised, rubric, rule.tolerance))
    settle(second.id, 'agreed', second.finalised.at, first.finalised)
  else if (second && third) settle(third.id, 'adjudicated', third.finalised.at, third.finalised)
  else if (inVain) settle(first.id, 'single', inVain.at, first.finalised, 'nobodyCame')
  if (results.length === 0) return []
  const later = judged
    .filter((one): one is Done => one.finalised !== null)
    .filter(({ round }) => round === 'appeal' || round === 'correction')
    .sort((a, b) => a.finalised.at.getTime() - b.finalised.at.getTime() || a.turn - b.turn)
  for (const one of later)
    settle(one.id, one.round === 'appeal' ? 'appealed' : 'corrected', one.finalised.at, one.finalised)
  return results
}

type Done = JudgedRound & { finalised: Finalised }

const done = (judged: readonly JudgedRound[], round: Round): Done | undefined =>
  judged.find((one): one is Done => one.round === round && one.finalised !== null)

/** The criteria on which two assessors are further apart than tolerated, or one says met and the other not yet. */
export function criteriaApart(
  one: Pick<Finalised, 'judgements'>,
  other: Pick<Finalised, 'judgements'>,
  rubric: Rubric,
  tolerance: number,
): string[] {
  const levelIn = (judgements: readonly FinalJudgement[], id: string) => {
    const levelId = judgements.find(({ criterionId }) => criterionId === id)?.levelId
    return rubric.levels.findIndex((level) => level.id === levelId)
  }
  return rubric.criteria
    .map(({ id }) => id)
    .filter((id) => {
      const [a, b] = [levelIn(one.judgements, id), levelIn(other.judgements, id)]
      const met = (index: number) => rubric.levels[index]?.meets ?? false
      return Math.abs(a - b) > tolerance || met(a) !== met(b)
    })
}

const apart = (...given: Parameters<typeof criteriaApart>): boolean => criteriaApart(...given).length > 0
