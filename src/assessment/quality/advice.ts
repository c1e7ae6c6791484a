import { isSmall, type Estimate } from './estimate.js'
import type { AssessorQuality, CriterionQuality } from './qualityCounts.js'

/** What a figure means for whoever leads assessors; the words are `quality.advice.<code>`. */
export type Advice = 'nothingYet' | 'small' | 'fine' | 'watch' | 'talk' | 'strict' | 'generous' | 'apart'

/** From here on readings can be relied on; below the second one they cannot (Krippendorff 2004, §11.4.3). */
const RELIABLE = 0.8
const TENTATIVE = 0.667

/** How many levels someone may lie off their colleagues before it is worth a talk. */
const FAR_OFF = 0.3

/** Below this share of nearly the same levels, one assessor and the others read the rubric differently. */
const ADJACENT = 0.8

/** What to do about a criterion. A small sample is said to be one, whatever its figures. */
export function adviceOnCriterion({ alpha, exact }: Pick<CriterionQuality, 'alpha' | 'exact'>): Advice {
  if (!exact) return 'nothingYet'
  if (isSmall(exact)) return 'small'
  // Everybody gave one and the same level: nothing varies that could be told apart.
  if (!alpha) return 'fine'
  if (alpha.value >= RELIABLE) return 'fine'
  return alpha.value >= TENTATIVE ? 'watch' : 'talk'
}

/** What to do about an assessor: strict or generous only where the interval leaves no doubt which. */
export function adviceOnAssessor({
  severity,
  adjacent,
}: Pick<AssessorQuality, 'severity' | 'adjacent'>): Advice {
  if (!severity || !adjacent) return 'nothingYet'
  if (isSmall(severity)) return 'small'
  if (sure(severity) && severity.value <= -FAR_OFF) return 'strict'
  if (sure(severity) && severity.value >= FAR_OFF) return 'generous'
  return adjacent.value < ADJACENT ? 'apart' : 'fine'
}

const sure = ({ low, high }: Estimate): boolean => low > 0 || high < 0
