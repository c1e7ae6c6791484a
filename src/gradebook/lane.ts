import type { LmsGrade } from './lmsGrade.js'
import type { ScoreAddress, ScoreMessage } from './ports.js'
import type { HoldReason, NotNeededReason, ScorePost, Settlement } from './scorePost.js'

/** What is to be done with a lane now: posts that need no sending any more, then the one that goes next. */
export interface LaneDecision {
  settle: { post: ScorePost; settlement: Settlement }[]
  next:
    | { kind: 'nothing' }
    | { kind: 'send'; post: ScorePost }
    | { kind: 'hold'; posts: ScorePost[]; reason: HoldReason }
    | { kind: 'wait'; posts: ScorePost[]; until: Date }
}

/**
 * Decides a lane from all its posts, oldest first. A final score
 * waits where somebody set another grade in the LMS (`grade`). Sending is strictly in order: while one is under way, or waits
 * for its next try, nothing behind it moves, except that a newer score makes an unsent older one superfluous.
 */
export function decideLane(
  posts: readonly ScorePost[],
  address: ScoreAddress | null,
  grade: LmsGrade | null,
  now: Date,
): LaneDecision {
  const underWay = posts.some((post) => !post.settled && post.lease && post.lease.until > now)
  if (underWay) return { settle: [], next: { kind: 'nothing' } }
  const settle: LaneDecision['settle'] = []
  const open: ScorePost[] = []
  posts.forEach((post, index) => {
    if (post.settled) return
    const settlement = superfluous(post, posts.slice(0, index), posts.slice(index + 1), {
      address,
      grade,
      now,
    })
    if (settlement) settle.push({ post, settlement })
    else open.push(post)
  })
  const [first] = open
  if (!first) return { settle, next: { kind: 'nothing' } }
  const reason = holdReason(address) ?? (stands(grade, first) ? 'lms-grade' : null)
  if (reason) return { settle, next: { kind: 'hold', posts: open, reason } }
  if (first.nextAt && first.nextAt > now)
    return { settle, next: { kind: 'wait', posts: open.slice(1), until: first.nextAt } }
  return { settle, next: { kind: 'send', post: first } }
}

function superfluous(
  post: ScorePost,
  before: readonly ScorePost[],
  after: readonly ScorePost[],
  { address, grade, now: at }: { address: ScoreAddress | null; grade: LmsGrade | null; now: Date },
): Settlement | null {
  const notNeeded = (reason: NotNeededReason): Settlement => ({ kind: 'not-needed', at, reason })
  if (address?.testLearner) return notNeeded('test-learner')
  const newer = after.find((each) => each.kind === 'finalised' || post.kind === 'submitted')
  if (newer) return { kind: 'superseded', at, by: newer.id }
  if (post.kind === 'finalised' || !address || address.family === 'canvas') return null
  // Anything but a final score erases the grade in Moodle (observed in Moodle 4.5) and, by the letter of AGS §3.4, elsewhere.
  const graded =
    grade?.by === 'lms' || before.some((each) => each.kind === 'finalised' && each.tries.length > 0)
  if (graded) return notNeeded('would-clear-grade')
  return address.family === 'moodle' ? notNeeded('moodle-shows-grades-only') : null
}

/** Whether somebody's grade in the LMS is in the way of a score, and no facilitator has said to send it anyway. */
const stands = (grade: LmsGrade | null, post: ScorePost): boolean =>
  grade?.by === 'lms' && post.kind === 'finalised' && !post.confirmed

/**
 * Whether to read what stands in the LMS before a score goes out for the first time: where it would replace one of ours, or where
 * the LMS is not known to protect a person's grade (Moodle and Canvas do: Moodle by itself, Canvas because we ask it to).
 */
export const mustLookFirst = (post: ScorePost, lane: readonly ScorePost[], address: ScoreAddress): boolean =>
  post.kind === 'finalised' &&
  !post.confirmed &&
  post.tries.length === 0 &&
  address.mayRead &&
  (address.family === 'other' ||
    lane.some(({ kind, settled }) => kind === 'finalised' && settled?.kind === 'accepted'))

function holdReason(address: ScoreAddress | null): HoldReason | null {
  if (!address) return 'address-gone'
  if (!address.platformActive) return 'platform-disabled'
  if (address.platformUserId === null) return 'no-user-id'
  if (!address.mayPost) return 'scores-not-allowed'
  return address.lineItemUrl === null ? 'no-line-item' : null
}

/**
 * The message of a post. For Canvas a progress post keeps the score it finds, and the work is handed in as a new
 * attempt once per attempt: with the first post of that attempt that arrives (Canvas documentation).
 * Null when the address has a gap (`decideLane` holds such posts).
 */
export function messageOf(
  post: ScorePost,
  lane: readonly ScorePost[],
  address: ScoreAddress,
  publicUrl: string,
): ScoreMessage | null {
  const { lineItemUrl, platformUserId, registrationId, deploymentId } = address
  if (lineItemUrl === null || platformUserId === null) return null
  const final = post.kind === 'finalised'
  const handedIn = lane.some(
    (each) => each.settled?.kind === 'accepted' && each.submittedAt.getTime() === post.submittedAt.getTime(),
  )
  return {
    registrationId,
    deploymentId,
    lineItemUrl,
    userId: platformUserId,
    timestamp: post.timestamp,
    scoreGiven: post.score?.given ?? null,
    scoreMaximum: post.score?.maximum ?? 100,
    activityProgress: final && post.score?.given === post.score?.maximum ? 'Completed' : 'Submitted',
    gradingProgress: final ? 'FullyGraded' : 'PendingManual',
    comment: post.comment,
    submittedAt: post.submittedAt,
    ...(post.startedAt && post.startedAt <= post.submittedAt ? { startedAt: post.startedAt } : {}),
    ...(address.family === 'canvas'
      ? {
          canvas: {
            preserveScore: !final,
            prioritizeNonToolGrade: !post.confirmed,
            newSubmission: !handedIn,
            submissionUrl: `${publicUrl}${post.submissionPath}`,
          },
        }
      : {}),
  }
}
