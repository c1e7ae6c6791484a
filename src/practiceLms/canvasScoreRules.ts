import type { CanvasScore } from './canvasScoreBody.js'
import { CanvasRefusal } from './canvasServices.js'
import type { Attempt, Course, Grade, LineItem, Person, ResourceLink } from './state.js'

const futureLeeway = 60_000

interface Situation {
  course: Course
  link: ResourceLink | null
  item: LineItem
  person: Person | undefined
  now: Date
}

function checkPlace({ course, link }: Situation): void {
  if (course.concluded)
    throw new CanvasRefusal(
      422,
      'This course has concluded. AGS requests will no longer be accepted for this course.',
    )
  if (link && !link.published) throw new CanvasRefusal(422, 'This assignment is still unpublished')
}

function activeStudent({ course, person }: Situation): Person {
  const enrolled = course.enrolments.some(
    ({ personId, role, active }) => personId === person?.id && role === 'student' && active,
  )
  if (!person || !enrolled) throw new CanvasRefusal(422, 'User not found in course or is not a student')
  return person
}

function onItemScale({ given, maximum }: { given: number; maximum: number }, item: LineItem): number {
  return maximum === 0 ? given : (given / maximum) * item.scoreMaximum
}

/** The attempts after this post: the same submission time is the same attempt, so that a retry makes no second. */
function attemptsAfter(before: readonly Attempt[], score: CanvasScore, { link, now }: Situation): Attempt[] {
  const { attempt } = score
  if (!attempt || before.some((one) => Date.parse(one.submittedAt) === Date.parse(attempt.submittedAt)))
    return [...before]
  if (Date.parse(attempt.submittedAt) > now.getTime() + futureLeeway) {
    throw new CanvasRefusal(400, `Provided submitted_at timestamp of ${attempt.submittedAt} in the future`)
  }
  if (link?.allowedAttempts != null && before.length >= link.allowedAttempts) {
    throw new CanvasRefusal(
      422,
      'The maximum number of allowed attempts has been reached for this submission',
    )
  }
  return [...before, attempt]
}

/** Decides what Canvas makes of a posted score and returns the new grade with the person it is for; throws
 * `CanvasRefusal`. A post without a score that counts clears the grade unless it asks to preserve it; an equal
 * timestamp is taken, an older one is not. */
export function acceptCanvasScore(
  score: CanvasScore,
  situation: Situation,
): { person: Person; grade: Grade } {
  checkPlace(situation)
  const person = activeStudent(situation)
  const { item, now } = situation
  const before = item.grades[person.id]
  if (before?.timestamp != null && Date.parse(before.timestamp) > Date.parse(score.timestamp)) {
    const reason = `Provided timestamp of ${score.timestamp} before last updated timestamp of ${before.timestamp}`
    throw new CanvasRefusal(400, reason)
  }
  const attempts = attemptsAfter(before?.attempts ?? [], score, situation)
  const keepsTeachers = score.prioritizeNonToolGrade && before?.by === 'teacher'
  const keeps = keepsTeachers || (score.score === null && score.preserveScore)
  const grade: Grade = {
    score: keeps ? (before?.score ?? null) : score.score && onItemScale(score.score, item),
    comment: score.comment ?? before?.comment ?? null,
    timestamp: score.timestamp,
    receivedAt: now.toISOString(),
    gradingProgress: score.gradingProgress,
    by: keeps && before ? before.by : 'tool',
    locked: false,
    attempts,
  }
  return { person, grade }
}
