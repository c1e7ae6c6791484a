/** One line of a course's plan: this micro-credential (any version of it) is shown in this week, counted from 1. */
export interface PlanLine {
  microCredentialKey: string
  week: number
}

const DAY_MS = 86_400_000

/** The week a plan gives a micro-credential, or null. */
export function weekOf(plan: readonly PlanLine[], microCredentialKey: string | null): number | null {
  return plan.find((line) => line.microCredentialKey === microCredentialKey)?.week ?? null
}

/** A plan with some of its lines replaced by newer ones, in order of weeks. */
export function withLines(plan: readonly PlanLine[], fresh: readonly PlanLine[]): PlanLine[] {
  const replaced = new Set(fresh.map(({ microCredentialKey }) => microCredentialKey))
  return [...plan.filter(({ microCredentialKey }) => !replaced.has(microCredentialKey)), ...fresh].sort(
    (one, other) => one.week - other.week,
  )
}

/**
 * Weeks for `count` micro-credentials over a course of `weeks` weeks: evenly apart, the last one in the last week, so
 * that there is time to learn before each. More than one a week where there are more of them than weeks.
 */
export function spreadOver(count: number, weeks: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.max(1, Math.ceil(((index + 1) * weeks) / count)))
}

/** The first and the last calendar day (UTC midnights) of a week of a course that begins on `startsOn`. */
export function daysOfWeek(startsOn: Date, week: number): { first: Date; last: Date } {
  const first = startsOn.getTime() + (week - 1) * 7 * DAY_MS
  return { first: new Date(first), last: new Date(first + 6 * DAY_MS) }
}
