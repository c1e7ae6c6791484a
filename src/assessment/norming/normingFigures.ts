import type { Rubric } from '../../catalogue/rubric.js'
import { krippendorffAlpha, Units } from '../quality/alpha.js'
import type { Estimate } from '../quality/estimate.js'
import { emptyTable } from '../quality/pairs.js'
import { agreementIn, type Agreement } from '../quality/qualityCounts.js'
import { Mean } from '../quality/severity.js'
import type { NormingScore } from './normingRound.js'

/** How alike a group scored, by the same figures as the quality room. `criterionId` null: all criteria together. */
export interface NormingAgreement extends Agreement {
  criterionId: string | null
  /** Works (times criteria) that at least two people scored. */
  units: number
  alpha: Estimate | null
}

export interface NormingSeverity {
  personId: string
  /** Levels above (generous) or below (strict) the mean of the others on the same criterion of the same work. */
  severity: Estimate | null
}

/**
 * Each criterion and, first, all of them together. Of a unit that m people scored every pair counts 1 / (m - 1), so
 * that it weighs m / 2 pairs, as in Krippendorff's coincidences: a large group does not look like many samples.
 */
export function normingAgreement(rubric: Rubric, scores: readonly NormingScore[]): NormingAgreement[] {
  const all = rubric.criteria.map(({ id }) => [id, unitsOf(rubric, scores, id)] as const)
  return [
    agreementOn(
      rubric,
      null,
      all.flatMap(([, units]) => units),
    ),
    ...all.map(([id, units]) => agreementOn(rubric, id, units)),
  ]
}

/** Each person against the others, in the order given. */
export function normingSeverity(
  rubric: Rubric,
  scores: readonly NormingScore[],
  participants: readonly string[],
): NormingSeverity[] {
  const units = rubric.criteria.flatMap(({ id }) => unitsOf(rubric, scores, id))
  return participants.map((personId) => {
    const mean = new Mean()
    for (const unit of units) {
      const own = unit.find((one) => one.personId === personId)
      const others = unit.filter((one) => one.personId !== personId)
      if (own && others.length > 0)
        mean.add(own.level - others.reduce((sum, { level }) => sum + level, 0) / others.length)
    }
    return { personId, severity: mean.estimate() }
  })
}

type Unit = { personId: string; level: number }[]

/** The levels given to one criterion, work by work. */
function unitsOf(rubric: Rubric, scores: readonly NormingScore[], criterionId: string): Unit[] {
  const units = new Map<string, Unit>()
  for (const { submissionId, attempt, personId, judgements } of scores) {
    const given = judgements.find((one) => one.criterionId === criterionId)
    const level = rubric.levels.findIndex(({ id }) => id === given?.levelId)
    const work = `${submissionId} ${String(attempt)}`
    if (level >= 0) units.set(work, [...(units.get(work) ?? []), { personId, level }])
  }
  return [...units.values()]
}

function agreementOn(rubric: Rubric, criterionId: string | null, given: readonly Unit[]): NormingAgreement {
  const compared = given.filter((unit) => unit.length > 1)
  const table = emptyTable(rubric.levels.length)
  const units = new Units(rubric.levels.length)
  for (const unit of compared) {
    units.add(unit.map(({ level }) => level))
    const weight = 1 / (2 * (unit.length - 1))
    unit.forEach((one, index) => {
      unit.forEach((other, place) => {
        const row = table[one.level]
        if (index !== place && row) row[other.level] = (row[other.level] ?? 0) + weight
      })
    })
  }
  return { criterionId, units: compared.length, ...agreementIn(table), alpha: krippendorffAlpha(units) }
}
