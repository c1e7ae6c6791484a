import type { Assignment, Cohort } from './cohort.js'

/** What is wrong with one assignment of a course, worst first; `fine` when its scores can flow. */
export type MappingState = 'unmapped' | 'noColumn' | 'neverOpened' | 'noGradeService' | 'fine'

/** The order in which the mapping page shows assignments: what needs a hand first. */
const urgency: MappingState[] = ['unmapped', 'noColumn', 'noGradeService', 'neverOpened', 'fine']

/** Decides what an assignment lacks before a score can reach the LMS gradebook. */
export function mappingState(assignment: Assignment, cohort: Pick<Cohort, 'lineItemsUrl'>): MappingState {
  if (!assignment.mappingId) return 'unmapped'
  if (!assignment.resourceLinkId) return 'neverOpened'
  if (assignment.lineItemUrl) return 'fine'
  return cohort.lineItemsUrl ? 'noColumn' : 'noGradeService'
}

/** Sorts a course's assignments by urgency, then by week, keeping the order otherwise. */
export function byUrgency<T extends { state: MappingState; assignment: Assignment }>(
  rows: readonly T[],
): T[] {
  return [...rows].sort(
    (a, b) =>
      urgency.indexOf(a.state) - urgency.indexOf(b.state) ||
      (a.assignment.week ?? 99) - (b.assignment.week ?? 99),
  )
}
