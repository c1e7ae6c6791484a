import { askedOf } from '../submissions/own.js'
import { sendingOf, type Submission } from '../submissions/submission.js'
import type { Assessment, FinalJudgement } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { resultsOf } from './round.js'

/** Opening the rounds of an attempt. Each is opened once; opening it again finds it. */
export function createOpening(deps: Pick<AssessmentDeps, 'store' | 'catalogue' | 'clock'>) {
  /** What an attempt's first round takes over: the judgements of criteria that were met before. */
  async function carriedInto(submission: Submission, attempt: number): Promise<FinalJudgement[]> {
    const carried = submission.attempts.find(({ number }) => number === attempt)?.carriedCriteria ?? []
    if (carried.length === 0) return []
    const { rubric } = await askedOf(deps.catalogue, submission)
    const all = await deps.store.ofSubmissions(submission.institutionId, [submission.id])
    const before = resultsOf(
      all.filter((one) => one.attempt === attempt - 1),
      rubric,
    ).at(-1)
    return (before?.judgements ?? []).filter(({ criterionId }) => carried.includes(criterionId))
  }

  /** What assessors had written of a sending that came back: it is theirs to go on with. */
  async function draftsBefore(submission: Submission, attempt: number, turn: number) {
    if (turn === 1) return {}
    const all = await deps.store.ofSubmissions(submission.institutionId, [submission.id])
    const before = all.find(
      (one) => one.attempt === attempt && one.round === 'first' && one.turn === turn - 1,
    )
    return before?.drafts ?? {}
  }

  return {
    /** Opens the first round of a sent attempt, where it waits to be taken. Null when that attempt was not sent. */
    async first(submission: Submission, number: number): Promise<Assessment | null> {
      const attempt = submission.attempts.find((one) => one.number === number)
      if (!attempt?.submitted) return null
      const turn = sendingOf(attempt)
      const { assessment } = await deps.store.open({
        institutionId: submission.institutionId,
        cohortId: submission.cohortId,
        assignmentId: submission.assignmentId,
        submissionId: submission.id,
        personId: submission.personId,
        microCredentialId: submission.microCredentialId,
        attempt: number,
        round: 'first',
        turn,
        because: 'sent',
        asked: null,
        corrects: null,
        dueBy: attempt.submitted.promisedBy,
        barred: [submission.personId, ...(attempt.recorded ? [attempt.recorded.by] : [])],
        claimed: null,
        drafts: await draftsBefore(submission, number, turn),
        carried: await carriedInto(submission, number),
        finalised: null,
        wentBack: null,
        withdrawn: null,
        noticed: null,
        toFollow: null,
        createdAt: deps.clock.now(),
      })
      return assessment
    },
    /**
     * Opens a further round of the same attempt, for somebody who has not judged it.
     * @param judged the rounds there are; at least one
     */
    next(judged: readonly [Assessment, ...Assessment[]], further: FurtherRound) {
      return deps.store.open(furtherRound(judged, further, deps.clock.now()))
    },
  }
}

/** A round that takes an attempt further. */
export interface FurtherRound extends Pick<Assessment, 'round' | 'because' | 'dueBy'> {
  turn?: number
  asked?: Assessment['asked']
  corrects?: string
  /** What it leaves settled; as in the first round unless said. */
  carried?: FinalJudgement[]
}

/** A further round as it is kept: barred to the educator, to whoever recorded it for them, and to everybody who has judged it. */
export function furtherRound(
  judged: readonly [Assessment, ...Assessment[]],
  { round, because, dueBy, turn = 1, asked = null, corrects, carried }: FurtherRound,
  now: Date,
): Omit<Assessment, 'id'> {
  const [first] = judged
  return {
    ...pickWork(first),
    round,
    turn,
    because,
    asked,
    corrects: corrects ?? null,
    dueBy,
    barred: [...new Set([...first.barred, ...judged.flatMap(({ finalised }) => finalised?.by ?? [])])],
    claimed: null,
    drafts: {},
    carried: carried ?? first.carried,
    finalised: null,
    wentBack: null,
    withdrawn: null,
    noticed: null,
    toFollow: null,
    createdAt: now,
  }
}

/** What every round of an attempt shares. */
const pickWork = (assessment: Assessment) => ({
  institutionId: assessment.institutionId,
  cohortId: assessment.cohortId,
  assignmentId: assessment.assignmentId,
  submissionId: assessment.submissionId,
  personId: assessment.personId,
  microCredentialId: assessment.microCredentialId,
  attempt: assessment.attempt,
})
