import { isDeepStrictEqual } from 'node:util'
import { metAndUnmet, type Assessment } from '../../assessment/assessment.js'
import { recordsOf } from '../../assessment/judgementRecord.js'
import { resultsOf, type Result } from '../../assessment/round.js'
import { sealFits } from '../../assessment/seal.js'
import type { Award } from '../../badges/award.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import { reaches, type CourseOutcome } from '../../gradebook/courseOutcome.js'
import type { ScorePost } from '../../gradebook/scorePost.js'
import { slotsOf } from '../../submissions/attempts.js'
import { sendingOf, sentAttempts, type Submission } from '../../submissions/submission.js'
import type { Problem, ProblemCode } from './problem.js'
import { scoreGiven } from '../scoreChanges.js'

/** Everything one submission led to. */
export interface Case {
  submission: Submission
  microCredential: MicroCredential
  rounds: readonly Assessment[]
  /** Every post of its lane. */
  posts: readonly ScorePost[]
  /** Every award of the person for the micro-credential. */
  awards: readonly Award[]
  /** How many judgements are noted for the statistics, by round. */
  noted: ReadonlyMap<string, number>
}

/** What replaying a case shows. `pending`: something still follows, so what follows is not held against it yet. */
export interface Verdict {
  problems: Problem[]
  results: number
  unsealed: number
  pending: boolean
}

/** Replays one submission: rounds to results, results to the submission, its scores and its award. */
export function proveCase(one: Case, sealKey: string): Verdict {
  const { submission, microCredential, rounds } = one
  const { institutionId } = submission
  const problem = (code: ProblemCode, subject: string): Problem => ({ code, institutionId, subject })
  const results = new Map(
    sentAttempts(submission).map(({ number }) => [
      number,
      resultsOf(
        rounds.filter(({ attempt }) => attempt === number),
        microCredential.rubric,
      ),
    ]),
  )
  const pending = submission.toFollow !== null || rounds.some(({ toFollow }) => toFollow !== null)
  const problems = rounds.flatMap((round) =>
    roundProblems(round, one, sealKey).map((code) => problem(code, `assessment:${round.id}`)),
  )
  if (!pending) {
    const subject = `submission:${submission.id}`
    if (!isOpened(one)) problems.push(problem('round.missing', subject))
    if (!standsAs(one, results) || !cameBack(one)) problems.push(problem('submission.differs', subject))
    problems.push(...postProblems(one, results).map(([code, id]) => problem(code, id)))
    const standing = [...results.values()].map((all) => all.at(-1))
    if (standing.some((result) => result?.outcome === 'met') && one.awards.length === 0)
      problems.push(problem('award.missing', subject))
  }
  return {
    problems,
    results: [...results.values()].flat().length,
    unsealed: rounds.filter(({ finalised }) => finalised && finalised.seal === undefined).length,
    pending,
  }
}

function roundProblems(
  round: Assessment,
  { microCredential, rounds, noted }: Case,
  key: string,
): ProblemCode[] {
  const { finalised } = round
  const found: ProblemCode[] = []
  const first = rounds.find((one) => one.attempt === round.attempt && one.round === 'first' && !one.wentBack)
  if (round.round === 'second' && !first?.finalised?.second) found.push('round.unasked')
  if ((round.round === 'appeal' || round.round === 'correction') && !round.asked) found.push('round.unasked')
  if (round.withdrawn?.because && sealFits(round, key) !== true) found.push('round.changed')
  if (round.wentBack) {
    if (sealFits(round, key) !== true) found.push('round.changed')
    if (round.wentBack.by === round.personId) found.push('round.judge')
  }
  if (!finalised) return found
  if (sealFits(round, key) === false) found.push('round.changed')
  const { unmet } = metAndUnmet(finalised.judgements, microCredential)
  if ((unmet.length === 0 ? 'met' : 'notYet') !== finalised.outcome) found.push('round.outcome')
  const alone = round.round !== 'correction'
  const before = rounds.filter(
    (one) => one.attempt === round.attempt && one.finalised && one.finalised.at < finalised.at,
  )
  const judgedBefore = before.some((one) => one.finalised?.by === finalised.by)
  if (finalised.by === round.personId || (alone && judgedBefore)) found.push('round.judge')
  if (round.toFollow === null && noted.get(round.id) !== recordsOf(round, microCredential).length)
    found.push('records.differ')
  return found
}

/** Whether every sending that waits or was judged has a round of its own, beside those that came back. */
const isOpened = ({ submission, rounds }: Case): boolean =>
  sentAttempts(submission).every((attempt) =>
    rounds.some(
      (one) => one.attempt === attempt.number && one.round === 'first' && one.turn === sendingOf(attempt),
    ),
  )

/** Whether each attempt says of what came back what the rounds say that went back, and nothing else. */
const cameBack = ({ submission, rounds }: Case): boolean =>
  submission.attempts.every(({ number, sentBack = [] }) => {
    const wentBack = rounds
      .filter((one) => one.attempt === number && one.wentBack)
      .sort((one, other) => one.turn - other.turn)
      .map((one) => ({ by: one.wentBack?.by, at: one.wentBack?.at, missing: one.wentBack?.missing }))
    return isDeepStrictEqual(
      sentBack.map(({ by, at, missing }) => ({ by, at, missing })),
      wentBack,
    )
  })

/** Whether the submission stands as its results say: ended where one meets everything, else open for what is missing. */
function standsAs(one: Case, results: ReadonlyMap<number, readonly Result[]>): boolean {
  const { submission, microCredential } = one
  const standing = (attempt: number) => results.get(attempt)?.at(-1)
  const { met } = submission
  if (met) {
    const result = standing(met.attempt)
    return result?.outcome === 'met' && result.at.getTime() === met.at.getTime()
  }
  return [...results.entries()].every(([number, all]) => {
    const result = all.at(-1)
    if (!result) return true
    if (result.outcome === 'met') return false
    const next = submission.attempts.find((attempt) => attempt.number === number + 1)
    // What a later attempt began with is history once its forerunner's result has been changed.
    if (next?.submitted && all.length > 1) return true
    const { met: kept, unmet } = metAndUnmet(result.judgements, microCredential)
    return (
      isDeepStrictEqual(next?.carriedCriteria, kept) &&
      isDeepStrictEqual(next?.openSlots, slotsOf(microCredential, unmet))
    )
  })
}

const KEY = 'assessment:'

function postProblems(
  { submission, microCredential, posts }: Case,
  results: ReadonlyMap<number, readonly Result[]>,
): [ProblemCode, string][] {
  const all = [...results.values()].flat()
  const standing = [...results.values()].flatMap((each) => each.at(-1) ?? [])
  const unfounded = posts
    .filter(({ key }) => key.startsWith(KEY))
    .filter(({ key }) => !all.some(({ assessmentId }) => key === KEY + assessmentId))
    .map(({ id }): [ProblemCode, string] => ['post.unfounded', `score-post:${id}`])
  const others = standing.flatMap((result): [ProblemCode, string][] => {
    const post = posts.find(({ key }) => key === KEY + result.assessmentId)
    if (!post) return [['post.missing', `submission:${submission.id}`]]
    const { met } = metAndUnmet(result.judgements, microCredential)
    const given = scoreGiven(met.length, microCredential.rubric.criteria.length)
    const same = isDeepStrictEqual(post.score, given) && post.at.getTime() === result.at.getTime()
    return same ? [] : [['post.differs', `score-post:${post.id}`]]
  })
  return [...unfounded, ...others]
}

/** Whether an award rests on what it says: a result of the person's own that meets everything and still stands. */
export function awardProblem(
  award: Award,
  one: Pick<Case, 'submission' | 'microCredential' | 'rounds'> | null,
): ProblemCode | null {
  if (!one || one.submission.personId !== award.personId) return 'award.unfounded'
  const { submission, microCredential, rounds } = one
  const histories = sentAttempts(submission).map(({ number }) =>
    resultsOf(
      rounds.filter(({ attempt }) => attempt === number),
      microCredential.rubric,
    ),
  )
  const ground = histories.flat().find(({ assessmentId }) => award.assessmentIds.includes(assessmentId))
  if (ground?.outcome !== 'met' || submission.microCredentialKey !== award.microCredentialKey)
    return 'award.unfounded'
  const levels = ground.judgements.map(({ criterionId, levelId }) => ({ criterionId, levelId }))
  if (!isDeepStrictEqual(award.levels.map(plain), levels)) return 'award.differs'
  const pending = rounds.some(({ toFollow }) => toFollow !== null)
  const stillMet = histories.some((history) => history.at(-1)?.outcome === 'met')
  return award.revoked === null && !stillMet && !pending ? 'award.stands' : null
}

/** Whether a badge for a grade given in the course rests on a grade that was read and reached what was asked for. */
export function gradedProblem(award: Award, outcomes: readonly CourseOutcome[]): ProblemCode | null {
  const { gradedInCourse: graded, personId, microCredentialKey, earnedAt } = award
  const ground = outcomes.find(
    (one) =>
      one.personId === personId &&
      one.microCredentialKey === microCredentialKey &&
      one.metAt.getTime() === earnedAt.getTime(),
  )
  if (!graded || !ground || !reaches(ground, ground.threshold)) return 'award.unfounded'
  const same =
    graded.score === ground.score &&
    graded.maximum === ground.maximum &&
    graded.threshold === ground.threshold
  return same ? null : 'award.differs'
}

const plain = ({ criterionId, levelId }: Award['levels'][number]) => ({ criterionId, levelId })
