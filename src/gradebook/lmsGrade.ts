import type { ReadResult } from './ports.js'
import type { ScorePost } from './scorePost.js'

/**
 * What the LMS's gradebook held for one person in one assignment from some moment on. Each change that we see is a row of its
 * own; nothing is overwritten.
 */
export interface LmsGrade {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  personId: string
  /** 1 for the first thing seen. */
  number: number
  /** Null where somebody emptied it. */
  score: number | null
  maximum: number
  comment: string | null
  /** When we saw it first. */
  seenAt: Date
  /** Whether it is what Cairn sent, or what somebody set in the LMS. */
  by: 'cairn' | 'lms'
}

/** A person's own word in the LMS, which Cairn shows and never fights. */
export type Override = Pick<
  LmsGrade,
  'personId' | 'assignmentId' | 'score' | 'maximum' | 'comment' | 'seenAt'
>

/** The grade as an override; null where it is ours or there is none. */
export const overrideIn = (grade: LmsGrade | null): Override | null => (grade?.by === 'lms' ? grade : null)

type Seen = Extract<ReadResult, { kind: 'found' }>

/** Whether two scores are the same share of their maximum: an LMS rescales and keeps few decimals (observed in Moodle 4.5). */
export function sameShare(
  a: { score: number | null; maximum: number },
  b: { score: number | null; maximum: number },
): boolean {
  if (a.score === null || b.score === null) return a.score === b.score
  if (a.maximum <= 0 || b.maximum <= 0) return false
  return Math.abs(a.score / a.maximum - b.score / b.maximum) < 0.0005
}

/**
 * What a result that was read adds to what we know: null where it is no news. While a score of ours is under way nothing can
 * be told from a result. What equals a score that the LMS took from us is ours; anything else is somebody's word.
 */
export function decideSighting(
  lane: readonly Pick<ScorePost, 'kind' | 'score' | 'settled' | 'tries'>[],
  last: Pick<LmsGrade, 'score' | 'maximum' | 'comment' | 'by'> | null,
  found: Seen,
): Pick<LmsGrade, 'score' | 'maximum' | 'comment' | 'by'> | null {
  if (lane.some(({ settled, tries }) => !settled && tries.length > 0)) return null
  const taken = lane.filter(({ kind, settled }) => kind === 'finalised' && settled?.kind === 'accepted')
  if (found.score === null && taken.length === 0) return null
  const ours = taken.some(
    ({ score }) => score !== null && sameShare({ score: score.given, maximum: score.maximum }, found),
  )
  const seen = { ...found, by: ours ? ('cairn' as const) : ('lms' as const) }
  const { score, maximum, comment, by } = seen
  const known = last !== null && last.by === by && sameShare(last, found)
  if (known && (by === 'cairn' || last.comment === comment)) return null
  // As long as everything in the LMS has been ours there is nothing to tell.
  if (!last && by === 'cairn') return null
  return { score, maximum, comment, by }
}
