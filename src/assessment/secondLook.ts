import { createHmac } from 'node:crypto'
import { meets, type Rubric } from '../catalogue/rubric.js'
import type { FinalJudgement, SecondLook } from './assessment.js'
import type { ScoringRules } from './scoringRules.js'

/**
 * Whether an attempt is among the share that is judged twice. The draw depends on ids and a secret only, so that
 * nobody can foresee or choose it, and asking again answers the same.
 * @param percent 0 to 100
 * @param secret known to the installation alone, and different for each institution
 */
export function isSampled(
  work: { submissionId: string; attempt: number },
  percent: number,
  secret: string,
): boolean {
  const drawn = createHmac('sha256', secret)
    .update(`${work.submissionId}:${String(work.attempt)}`)
    .digest()
  return drawn.readUInt32BE(0) / 2 ** 32 < percent / 100
}

/**
 * Whether one step would turn the answer: exactly one criterion is not met, and by a single level. Such a "not yet"
 * hangs on one judgement, and so it is worth a second pair of eyes.
 */
export function isBorderline(judgements: readonly FinalJudgement[], rubric: Rubric): boolean {
  const enough = rubric.levels.findIndex((level) => level.meets)
  const short = judgements.filter(({ levelId }) => !meets(rubric, levelId))
  return short.length === 1 && rubric.levels.findIndex(({ id }) => id === short[0]?.levelId) === enough - 1
}

/**
 * Which second look an attempt is due after its first round; null for none.
 * @param othersMayJudge whether anybody else is there to give it: a cohort with a single assessor is not made to wait
 */
export function decideSecondLook(given: {
  work: { submissionId: string; attempt: number }
  judgements: readonly FinalJudgement[]
  rubric: Rubric
  rules: ScoringRules
  secret: string
  othersMayJudge: boolean
}): SecondLook | null {
  const { work, judgements, rubric, rules, secret, othersMayJudge } = given
  if (!othersMayJudge) return null
  const tolerance = rules.toleranceLevels
  if (isSampled(work, rules.scoredTwicePercent, secret)) return { because: 'sampled', tolerance }
  if (rules.borderlineTwice && isBorderline(judgements, rubric)) return { because: 'borderline', tolerance }
  return null
}
