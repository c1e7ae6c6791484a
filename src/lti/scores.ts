import type { Clock } from '../clock/clock.js'
import type { PlatformFamily } from './launch.js'
import type { PlatformRegistry } from './ports.js'
import { below, type Caller, type ServiceCall } from './serviceCall.js'
import { failureOf, type PlatformAnswer, type ServiceFailure, type ServiceRefusal } from './serviceFailure.js'
import { mediaType, scope } from './vocabulary.js'

/** A score as it is to stand in the LMS. `userId` is the platform's id of the learner. */
export interface ScorePosting extends Caller {
  lineItemUrl: string
  userId: string
  /** The moment the score changed, kept over every try (AGS §3.4.3). */
  timestamp: Date
  /** null leaves the score as it is (or, where the platform reads it so, clears it). */
  scoreGiven: number | null
  scoreMaximum: number
  activityProgress: 'Initialized' | 'Started' | 'InProgress' | 'Submitted' | 'Completed'
  gradingProgress: 'FullyGraded' | 'Pending' | 'PendingManual' | 'Failed' | 'NotReady'
  /** Plain text; replaces the comment that stands, also when it is empty. */
  comment: string
  startedAt?: Date
  submittedAt?: Date
  canvas?: {
    preserveScore: boolean
    newSubmission: boolean
    prioritizeNonToolGrade?: boolean
    submissionUrl?: string
  }
}

export type ScoreAnswer =
  | { kind: 'accepted'; status: number }
  /** The platform has a score of the same moment or a later one. */
  | { kind: 'stale'; status: number }
  | ServiceFailure

/** Posts scores (AGS §3.4), one try per call: when to try again is the outbox's decision. */
export function createScores(parts: { call: ServiceCall; registry: PlatformRegistry; clock: Clock }) {
  return async function postScore(posting: ScorePosting): Promise<ScoreAnswer> {
    if (!URL.canParse(posting.lineItemUrl)) return { kind: 'refused', code: 'address' }
    const registration = await parts.registry.registration(posting.registrationId)
    const sent = await parts.call(posting, {
      method: 'POST',
      url: below(posting.lineItemUrl, 'scores'),
      scopes: [scope.score],
      contentType: mediaType.score,
      body: scoreBody(posting),
    })
    if (!sent.ok) return sent.failure
    return readScoreAnswer(registration?.family ?? 'other', sent.answer, parts.clock.now())
  }
}

/** The score on the wire. Dates carry milliseconds and a zone as the specification asks. */
export function scoreBody(posting: ScorePosting): Record<string, unknown> {
  const { startedAt, submittedAt, canvas } = posting
  return {
    userId: posting.userId,
    timestamp: posting.timestamp.toISOString(),
    ...(posting.scoreGiven === null
      ? {}
      : { scoreGiven: posting.scoreGiven, scoreMaximum: posting.scoreMaximum }),
    activityProgress: posting.activityProgress,
    gradingProgress: posting.gradingProgress,
    ...(posting.comment ? { comment: posting.comment } : {}),
    ...(startedAt || submittedAt
      ? {
          submission: {
            ...(startedAt ? { startedAt: startedAt.toISOString() } : {}),
            ...(submittedAt ? { submittedAt: submittedAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(canvas
      ? {
          'https://canvas.instructure.com/lti/submission': {
            new_submission: canvas.newSubmission,
            preserve_score: canvas.preserveScore,
            ...(canvas.prioritizeNonToolGrade ? { prioritize_non_tool_grade: true } : {}),
            ...(canvas.submissionUrl
              ? { submission_type: 'basic_lti_launch', submission_data: canvas.submissionUrl }
              : {}),
          },
        }
      : {}),
  }
}

/** What the platform meant, by what Moodle and Canvas are known to answer (Canvas documentation; observed in Moodle 4.5). */
export function readScoreAnswer(family: PlatformFamily, answer: PlatformAnswer, now: Date): ScoreAnswer {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'accepted', status }
  const words = answer.body.toString('utf8', 0, 4_000)
  if (status === 409) return { kind: 'stale', status }
  if (status === 400 && /timestamp/i.test(words) && /(last updated|not after|older|earlier)/i.test(words))
    return { kind: 'stale', status }
  if (status === 422) return { kind: 'refused', code: unprocessable(words), status }
  if (status === 423) return { kind: 'refused', code: 'locked', status }
  if (family === 'moodle') {
    // A locked grade or item: Moodle answers 500 with an empty list (observed in Moodle 4.5).
    if (status === 500 && words.trim() === '[]') return { kind: 'refused', code: 'locked', status }
    // Our scores are always complete, so a 400 is about the person: a teacher, or not enrolled (observed in Moodle 4.5).
    if (status === 400) return { kind: 'refused', code: 'not-a-student', status }
  }
  return failureOf(answer, now)
}

/** Canvas says 422 for many things and tells them apart in words only. */
function unprocessable(words: string): ServiceRefusal {
  if (/publish/i.test(words)) return 'unpublished'
  if (/conclude|course.*(over|ended)/i.test(words)) return 'course-over'
  if (/attempt/i.test(words)) return 'attempts-used'
  if (/student|user/i.test(words)) return 'not-a-student'
  return 'bad-request'
}
