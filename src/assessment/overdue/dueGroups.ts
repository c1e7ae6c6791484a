import { addWorkingDays } from '../../clock/clock.js'

const tones = ['late', 'soon', ''] as const
/** How a promise stands: late, due within one working day, or neither. */
export type PromiseTone = (typeof tones)[number]

/** Until when something is due within one working day: to the end of that day (UTC), for promises are shown by their day. */
export function soonUntil(now: Date): Date {
  const day = addWorkingDays(now, 1)
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1))
}

/** How a promise stands; one that was never made is neither. */
export function promiseTone(promisedBy: Date | null, now: Date): PromiseTone {
  if (!promisedBy) return ''
  if (promisedBy < now) return 'late'
  return promisedBy < soonUntil(now) ? 'soon' : ''
}

/** Rows of a list by how urgent they are, the late ones first, each group in the order given; empty groups are left out. */
export const dueGroups = <T extends { tone: PromiseTone }>(rows: readonly T[]) =>
  tones
    .map((tone) => ({ due: tone || 'later', rows: rows.filter((row) => row.tone === tone) }))
    .filter((group) => group.rows.length > 0)
