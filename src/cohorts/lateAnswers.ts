import type { WorkRow } from './progress.js'

/** An answer whose promised day has passed, and who has the work in hand. */
export interface LateAnswer {
  submissionId: string
  personId: string
  assignmentId: string
  promisedBy: Date
  heldBy: Hand | null
}

interface Hand {
  personId: string
  since: Date
}

/** Tells what is late in a cohort, and how much of what waits nobody there may judge; the room that knows is a later one. */
export type LateAnswers = (
  institutionId: string,
  cohortId: string,
) => Promise<{ answers: LateAnswer[]; nobodyMay: number }>

/** A line of the list of late answers: whose, promised for when, and in whose hands. */
export interface LateRow extends Pick<WorkRow, 'personId' | 'assignmentId' | 'submissionId' | 'promisedBy'> {
  hands: Hand[]
}

/**
 * Late work with who has it, the oldest promise first. An answer to an appeal is among them too, though the work itself
 * has been answered once.
 */
export function lateRows(waiting: readonly WorkRow[], answers: readonly LateAnswer[]): LateRow[] {
  const handsOf = (submissionId: string | null) =>
    answers.flatMap((one) => (one.submissionId === submissionId && one.heldBy ? [one.heldBy] : []))
  const known = new Set(waiting.map(({ submissionId }) => submissionId))
  const others = new Map(
    answers.filter(({ submissionId }) => !known.has(submissionId)).map((one) => [one.submissionId, one]),
  )
  return [...waiting, ...others.values()]
    .map(({ personId, assignmentId, submissionId, promisedBy }) => ({
      personId,
      assignmentId,
      submissionId,
      promisedBy,
      hands: handsOf(submissionId),
    }))
    .sort((a, b) => (a.promisedBy?.getTime() ?? 0) - (b.promisedBy?.getTime() ?? 0))
}
