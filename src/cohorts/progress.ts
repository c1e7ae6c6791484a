import type { Assignment, Enrolment } from './cohort.js'

/** The states an educator sees of one assignment. `incomplete`: it came back unjudged, because something was missing. */
export type WorkState =
  'notStarted' | 'inProgress' | 'submitted' | 'beingAssessed' | 'incomplete' | 'tryAgain' | 'earned'

/** Where one person stands with one assignment; people who have not started have no row. */
export interface WorkRow {
  personId: string
  assignmentId: string
  /** Null where the LMS graded it and nothing was sent here. */
  submissionId: string | null
  state: WorkState
  attempt: number
  /** When the state was last changed by anybody. */
  since: Date
  /** By when an answer was promised, while one is owed. */
  promisedBy: Date | null
  /** What somebody set in the LMS's gradebook, where that stands instead of our score. */
  lmsGrade?: { score: number | null; maximum: number }
}

/** Tells where everybody in a cohort stands; the rooms that know are later ones. */
export type WorkSource = (institutionId: string, cohortId: string) => Promise<WorkRow[]>

const DAY = 24 * 3600 * 1000

/** How long somebody may rest before a facilitator is told, in days: while working, on what came back, on unread feedback. */
const restDays = { inProgress: 10, incomplete: 3, tryAgain: 7, celebrate: 14 } as const

export interface MondayLists {
  /** Working without a step, or sitting on feedback. Longest first. */
  stuck: WorkRow[]
  /** An assessor's promise has passed. Longest first. */
  late: WorkRow[]
  /** Newly earned, newest first. */
  celebrate: WorkRow[]
}

/** Sorts a cohort's work into the lists a facilitator acts on. Rows of people who left are not listed. */
export function mondayLists(rows: readonly WorkRow[], now: Date): MondayLists {
  const age = (row: WorkRow) => (now.getTime() - row.since.getTime()) / DAY
  const oldestFirst = (a: WorkRow, b: WorkRow) => a.since.getTime() - b.since.getTime()
  return {
    stuck: rows
      .filter(
        (row) =>
          (row.state === 'inProgress' && age(row) >= restDays.inProgress) ||
          (row.state === 'incomplete' && age(row) >= restDays.incomplete) ||
          (row.state === 'tryAgain' && age(row) >= restDays.tryAgain),
      )
      .sort(oldestFirst),
    late: rows
      .filter(
        (row) => (row.state === 'submitted' || row.state === 'beingAssessed') && isPast(row.promisedBy, now),
      )
      .sort((a, b) => (a.promisedBy?.getTime() ?? 0) - (b.promisedBy?.getTime() ?? 0)),
    celebrate: rows
      .filter((row) => row.state === 'earned' && age(row) <= restDays.celebrate)
      .sort((a, b) => oldestFirst(b, a)),
  }
}

const isPast = (promisedBy: Date | null, now: Date): boolean =>
  promisedBy !== null && promisedBy.getTime() < now.getTime()

export interface GridRow {
  personId: string
  cells: (WorkRow | null)[]
  late: boolean
}

/** People × assignments: one row for each educator, one cell for each assignment, in the order given. */
export function progressGrid(
  educators: readonly Enrolment[],
  assignments: readonly Assignment[],
  rows: readonly WorkRow[],
  now: Date,
): GridRow[] {
  const byKey = new Map(rows.map((row) => [`${row.personId} ${row.assignmentId}`, row]))
  return educators.map(({ personId }) => {
    const cells = assignments.map(({ id }) => byKey.get(`${personId} ${id}`) ?? null)
    return { personId, cells, late: cells.some((cell) => isPast(cell?.promisedBy ?? null, now)) }
  })
}
