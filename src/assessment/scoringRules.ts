/** How an institution wants attempts judged: the part of its settings this room lives by. */
export interface ScoringRules {
  /** How many of a hundred attempts are judged twice, whatever their judgements. */
  scoredTwicePercent: number
  /** Whether every borderline attempt is judged twice as well. */
  borderlineTwice: boolean
  /** How many levels two assessors may be apart on a criterion before a third person decides. */
  toleranceLevels: number
  /** Whether any third assessor may decide where two differ, or facilitators only. */
  assessorsDecide: boolean
  /** Whether assessors of the pool take only what they have qualified for. */
  poolMustQualify: boolean
  /** The same for those who assess in a course by their role there. */
  cohortMustQualify: boolean
  /** After how many hours without a word a round somebody began is free again; 0 for never. */
  claimHours: number
  /** Whether assessors take what they want, or each round is given to whoever has least to do. */
  spreading: 'claim' | 'spread'
}
