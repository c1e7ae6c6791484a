/** A competency that somebody met by a grade given in the LMS. What it rested on stays; what came later stands beside it. */
export interface CourseOutcome {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  personId: string
  microCredentialId: string
  microCredentialKey: string
  /** The grade that met it, and the share of the maximum (in per cent) that was asked for. */
  score: number
  maximum: number
  threshold: number
  /** What the grade rests on, in the words of the facilitator who set this. */
  evidence: string
  setBy: string
  metAt: Date
  /** Every other grade the LMS has shown since. A lower one takes nothing away by itself. */
  later: { at: Date; score: number | null; maximum: number }[]
  /** Since when what follows (the badge) waits to be done; null when it is. */
  toFollow: Date | null
}

/** What an assignment that is graded in the LMS asks for. */
export interface CourseGrading {
  threshold: number
  evidence: string
  by: string
}

interface Grade {
  score: number | null
  maximum: number
}

export type OutcomeDecision =
  { kind: 'nothing' } | { kind: 'met'; score: number } | { kind: 'changed'; score: number | null }

/** Whether a grade reaches a share of its maximum, in per cent. A grade that is missing or out of nothing never does. */
export const reaches = ({ score, maximum }: Grade, threshold: number): boolean =>
  score !== null && maximum > 0 && (100 * score) / maximum >= threshold - 1e-9

/** What a grade in the LMS means for somebody's competency: met once, and from then on only a change to be shown. */
export function decideCourseOutcome(
  grading: CourseGrading | null,
  known: Pick<CourseOutcome, 'score' | 'maximum' | 'later'> | null,
  grade: Grade,
): OutcomeDecision {
  if (known) {
    const last: Grade = known.later.at(-1) ?? known
    return last.score === grade.score && last.maximum === grade.maximum
      ? { kind: 'nothing' }
      : { kind: 'changed', score: grade.score }
  }
  return grading && grade.score !== null && reaches(grade, grading.threshold)
    ? { kind: 'met', score: grade.score }
    : { kind: 'nothing' }
}

/** The grade that stands now below what was asked for; null where it still reaches it. */
export function loweredTo(outcome: CourseOutcome): CourseOutcome['later'][number] | null {
  const last = outcome.later.at(-1)
  return last && !reaches(last, outcome.threshold) ? last : null
}
