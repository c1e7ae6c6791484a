import type { JudgementRecord } from '../judgementRecord.js'
import { krippendorffAlpha, Units } from './alpha.js'
import { DriftCounts, inMap, type MonthOfDrift } from './drift.js'
import { share, type Estimate } from './estimate.js'
import { linear, quadratic, weightedKappa } from './kappa.js'
import { adjacentAgreement, emptyTable, exactAgreement, pairsIn, type PairTable } from './pairs.js'
import { Mean } from './severity.js'

/** How alike people score, as far as work scored twice tells. Null where nothing was. */
export interface Agreement {
  exact: Estimate | null
  adjacent: Estimate | null
  /** Cohen's kappa with linear and with quadratic weights. */
  linearKappa: Estimate | null
  quadraticKappa: Estimate | null
}

/** What is said of a criterion and of an assessor alike. */
interface Judged extends Agreement {
  /** Independent judgements, of work scored twice or not. */
  judgements: number
  /** The share of them that says "met". */
  met: Estimate | null
}

export interface CriterionQuality extends Judged {
  microCredentialKey: string
  criterionId: string
  /** Krippendorff's alpha for ordinal data. */
  alpha: Estimate | null
}

export interface AssessorQuality extends Judged {
  assessorId: string
  /** Levels above (generous) or below (strict) a colleague on the same work. */
  severity: Estimate | null
}

interface CriterionTally {
  microCredentialKey: string
  criterionId: string
  pairs: PairTable
  units: Units
  met: number
  levels: Mean
}

interface AssessorTally {
  /** By the number of levels a rubric has. */
  pairs: Map<number, PairTable>
  judgements: number
  met: number
  severity: Mean
}

/**
 * Gathers judgements, in any order, into what the quality room shows. Only first and second rounds count, for they are
 * independent. What is kept are counts, and one line for each criterion of work that was not scored twice (yet).
 */
export class QualityCounts {
  private readonly criteria = new Map<string, CriterionTally>()
  private readonly assessors = new Map<string, AssessorTally>()
  private readonly waiting = new Map<string, { assessorId: string; level: number }>()
  private readonly drifts = new DriftCounts()

  add(record: JudgementRecord): void {
    if (record.kind !== 'first' && record.kind !== 'second') return
    const { level, levels, assessorId, at } = record
    const criterion = this.criterionOf(record)
    const assessor = this.assessorOf(assessorId)
    const met = level >= record.meetsFrom ? 1 : 0
    criterion.levels.add(level)
    criterion.met += met
    assessor.judgements += 1
    assessor.met += met
    this.drifts.add({ at, assessorId, level, criterion: nameOf(record) })
    const work = `${record.submissionId} ${String(record.attempt)} ${record.criterionId}`
    const other = this.waiting.get(work)
    this.waiting.delete(work)
    if (!other) this.waiting.set(work, { assessorId, level })
    else {
      criterion.units.add([level, other.level])
      // Who came first says nothing, so a pair counts half in each order.
      count(criterion.pairs, level, other.level, 0.5)
      count(criterion.pairs, other.level, level, 0.5)
      meet(assessor, level, other.level, levels)
      meet(this.assessorOf(other.assessorId), other.level, level, levels)
    }
  }

  /** Each criterion, the least reliable first; those of which nothing can be said come last. */
  ofCriteria(): CriterionQuality[] {
    return [...this.criteria.values()]
      .map(({ microCredentialKey, criterionId, pairs, units, met, levels }) => ({
        ...{ microCredentialKey, criterionId },
        ...agreementIn(pairs),
        alpha: krippendorffAlpha(units),
        judgements: levels.count,
        met: share(met, levels.count),
      }))
      .sort((a, b) => (a.alpha?.value ?? 2) - (b.alpha?.value ?? 2) || b.judgements - a.judgements)
  }

  /** Each assessor, whoever judged most first. Kappas rest on the rubrics with the commonest number of levels. */
  ofAssessors(): AssessorQuality[] {
    return [...this.assessors]
      .map(([assessorId, { pairs, judgements, met, severity }]) => ({
        assessorId,
        ...agreementIn(commonest(pairs)),
        ...{ judgements, met: share(met, judgements), severity: severity.estimate() },
      }))
      .sort((a, b) => b.judgements - a.judgements)
  }

  /** Month by month, oldest first, for one assessor or for everybody (null). */
  drift(assessorId: string | null): MonthOfDrift[] {
    return this.drifts.monthly(assessorId, (criterion) => this.criteria.get(criterion)?.levels.value ?? 0)
  }

  private criterionOf(record: JudgementRecord): CriterionTally {
    const { microCredentialKey, criterionId, levels } = record
    return inMap(this.criteria, nameOf(record), () => ({
      ...{ microCredentialKey, criterionId, met: 0, levels: new Mean() },
      pairs: emptyTable(levels),
      units: new Units(levels),
    }))
  }

  private assessorOf(assessorId: string): AssessorTally {
    return inMap(this.assessors, assessorId, () => ({
      ...{ pairs: new Map<number, PairTable>(), judgements: 0, met: 0, severity: new Mean() },
    }))
  }
}

/** A criterion whose rubric has got another number of levels cannot be compared with what it was. */
const nameOf = ({ microCredentialKey, criterionId, levels }: JudgementRecord): string =>
  `${microCredentialKey} ${criterionId} ${String(levels)}`

function count(table: PairTable, first: number, second: number, times: number): void {
  const row = table[first]
  if (row) row[second] = (row[second] ?? 0) + times
}

function meet({ pairs, severity }: AssessorTally, own: number, other: number, levels: number): void {
  count(
    inMap(pairs, levels, () => emptyTable(levels)),
    own,
    other,
    1,
  )
  severity.add(own - other)
}

/** The figures that a table of pairs gives. */
export const agreementIn = (table: PairTable): Agreement => ({
  exact: exactAgreement(table),
  adjacent: adjacentAgreement(table),
  linearKappa: weightedKappa(table, linear),
  quadraticKappa: weightedKappa(table, quadratic),
})

const commonest = (byLevels: ReadonlyMap<number, PairTable>): PairTable =>
  [...byLevels.values()].sort((a, b) => pairsIn(b) - pairsIn(a))[0] ?? []
