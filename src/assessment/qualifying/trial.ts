import type { Rubric } from '../../catalogue/rubric.js'
import type { FinalJudgement, Judgement } from '../assessment.js'
import type { JudgementRecord } from '../judgementRecord.js'
import type { Benchmark, ReferenceJudgement } from './benchmark.js'

/** How near to the reference an institution wants its assessors, and for how long that counts. Part of its settings. */
export interface QualifyingRules {
  /** On how many of a hundred criteria the level has to be the same. */
  qualifyExactPercent: number
  /** How many levels apart a judgement may be at most. */
  qualifyMostApart: number
  /** Days before somebody who is not there yet may try again. */
  qualifyAgainDays: number
  /** How many months a qualification counts. */
  qualifiedMonths: number
}

/** How one person's judgement of a benchmark compares with the reference. */
export interface Comparison {
  exact: number
  total: number
  /** The largest distance on any criterion, in levels. */
  mostApart: number
  passed: boolean
}

/** One person judging one benchmark to qualify. Finished once, and never changed after. */
export interface Trial {
  id: string
  institutionId: string
  personId: string
  microCredentialKey: string
  benchmarkId: string
  /** Which of their trials for this micro-credential, from 1; unique. */
  number: number
  began: Date
  draft: Judgement[]
  finished: (Comparison & { at: Date; judgements: FinalJudgement[]; validUntil: Date | null }) | null
}

/**
 * Compares levels with the reference, criterion by criterion. Near enough is both: the same level on the agreed share of
 * criteria, and nowhere further apart than agreed. A criterion that was not judged counts as far apart as the rubric is long.
 */
export function compare(
  given: readonly Pick<FinalJudgement, 'criterionId' | 'levelId'>[],
  reference: readonly Pick<ReferenceJudgement, 'criterionId' | 'levelId'>[],
  { levels }: Pick<Rubric, 'levels'>,
  rules: Pick<QualifyingRules, 'qualifyExactPercent' | 'qualifyMostApart'>,
): Comparison {
  const place = (levelId: string | undefined) => levels.findIndex(({ id }) => id === levelId)
  const distances = reference.map(({ criterionId, levelId }) => {
    const mine = place(given.find((one) => one.criterionId === criterionId)?.levelId)
    return mine < 0 ? levels.length : Math.abs(mine - place(levelId))
  })
  const exact = distances.filter((distance) => distance === 0).length
  const mostApart = Math.max(0, ...distances)
  const near = exact * 100 >= rules.qualifyExactPercent * reference.length
  return {
    exact,
    total: reference.length,
    mostApart,
    passed: reference.length > 0 && near && mostApart <= rules.qualifyMostApart,
  }
}

export type BeginningDecision =
  | { kind: 'goOn'; trial: Trial }
  | { kind: 'begin'; benchmarkId: string; number: number }
  | { kind: 'wait'; until: Date }
  | { kind: 'noSample' }

const DAY = 24 * 3_600_000

/**
 * What somebody may do who wants to qualify: go on with what they began, wait out the days after a trial that was not near
 * enough, or judge the sample they have judged least often, the oldest of those.
 * @param trials theirs for one micro-credential
 * @param benchmarks those in use for it, oldest first
 */
export function decideBeginning(
  trials: readonly Trial[],
  benchmarks: readonly Pick<Benchmark, 'id'>[],
  now: Date,
  { qualifyAgainDays }: Pick<QualifyingRules, 'qualifyAgainDays'>,
): BeginningDecision {
  const open = trials.find(({ finished }) => finished === null)
  if (open) return { kind: 'goOn', trial: open }
  const last = Math.max(
    0,
    ...trials.map(({ finished }) => (finished && !finished.passed ? finished.at.getTime() : 0)),
  )
  const until = new Date(last + qualifyAgainDays * DAY)
  if (last > 0 && until > now) return { kind: 'wait', until }
  const seen = (id: string) => trials.filter(({ benchmarkId }) => benchmarkId === id).length
  const [next] = [...benchmarks].sort((a, b) => seen(a.id) - seen(b.id))
  if (!next) return { kind: 'noSample' }
  return { kind: 'begin', benchmarkId: next.id, number: trials.length + 1 }
}

/** Until when a qualification counts that was earned at a moment. */
export function validUntil(at: Date, { qualifiedMonths }: Pick<QualifyingRules, 'qualifiedMonths'>): Date {
  const until = new Date(at)
  until.setUTCMonth(until.getUTCMonth() + qualifiedMonths)
  return until
}

/** A finished trial as the judgements it consists of: for the statistics. */
export function trialRecords(
  trial: Trial,
  { rubric, ...asked }: { key: string; version: number; rubric: Rubric },
): JudgementRecord[] {
  const { finished } = trial
  if (!finished) return []
  return finished.judgements.map(({ criterionId, levelId }) => ({
    institutionId: trial.institutionId,
    microCredentialKey: asked.key,
    microCredentialVersion: asked.version,
    criterionId,
    submissionId: trial.benchmarkId,
    attempt: trial.number,
    assessorId: trial.personId,
    level: rubric.levels.findIndex(({ id }) => id === levelId),
    levels: rubric.levels.length,
    meetsFrom: rubric.levels.findIndex(({ meets }) => meets),
    at: finished.at,
    kind: 'benchmark',
  }))
}
