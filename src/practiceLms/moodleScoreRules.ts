import { z } from 'zod'
import type { Course, Grade, LineItem } from './state.js'

export type ScoreDecision =
  | { kind: 'refused'; status: 400 | 409 | 500; reason: string }
  | { kind: 'badGateway' }
  | { kind: 'ignored' }
  | { kind: 'stored'; userId: string; grade: Grade }

const present = z.union([z.string().min(1), z.number()])
const numeric = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number)
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))

const scoreShape = z
  .looseObject({
    userId: present,
    timestamp: instant,
    activityProgress: present,
    gradingProgress: present,
    scoreGiven: numeric.nullish(),
    scoreMaximum: numeric.nullish(),
    comment: z.string().nullish(),
  })
  .refine((score) => score.scoreGiven == null || score.scoreMaximum != null)

function parseScore(text: string): z.infer<typeof scoreShape> | null {
  try {
    return scoreShape.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** A person can be graded who has a student's place in the course, even a suspended one, and no teacher's. */
function gradable(course: Course, userId: string): boolean {
  const theirs = course.enrolments.filter((enrolment) => enrolment.personId === userId)
  return theirs.some((enrolment) => enrolment.role === 'student')
}

const wholeSeconds = (timestamp: string): number => Math.floor(Date.parse(timestamp) / 1000)

/** The score on the item's own scale, kept to 5 decimals; never above the maximum nor below 0. */
function onItemScale(given: number, maximum: number, item: LineItem): number {
  const scaled = maximum === 0 ? given : (given / maximum) * item.scoreMaximum
  return Math.min(Math.max(Math.round(scaled * 1e5) / 1e5, 0), item.scoreMaximum)
}

/** Decides what Moodle 4.5.6 does with a posted score. A time equal to or before the stored one, in whole
 * seconds, is refused; anything but FullyGraded erases the grade; a grade a teacher overrode stays, silently. */
export function acceptScore(item: LineItem, course: Course, body: string, now: Date): ScoreDecision {
  const incorrect: ScoreDecision = { kind: 'refused', status: 400, reason: `Incorrect score received${body}` }
  const score = parseScore(body)
  if (!score) return incorrect
  const userId = String(score.userId)
  if (!/^\d+$/.test(userId)) return { kind: 'badGateway' }
  if (!gradable(course, userId)) return incorrect
  const before = item.grades[userId]
  if (before?.timestamp != null && wholeSeconds(before.timestamp) >= wholeSeconds(score.timestamp)) {
    const reason = `Refusing score with an earlier timestamp for item ${item.id} and user ${userId}`
    return { kind: 'refused', status: 409, reason }
  }
  if (item.locked || before?.locked) return { kind: 'refused', status: 500, reason: 'Internal Server Error' }
  if (before?.by === 'teacher') return { kind: 'ignored' }
  const final = score.gradingProgress === 'FullyGraded' && score.scoreGiven != null
  const grade: Grade = {
    score: final ? onItemScale(score.scoreGiven ?? 0, score.scoreMaximum ?? 0, item) : null,
    comment: score.comment ?? null,
    timestamp: score.timestamp,
    receivedAt: now.toISOString(),
    gradingProgress: String(score.gradingProgress),
    by: 'tool',
    locked: false,
    attempts: [],
  }
  return { kind: 'stored', userId, grade }
}
