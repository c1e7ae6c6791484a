import { descriptorOf } from '../catalogue/rubric.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import type { AttemptResult } from './ports.js'
import { wordDay } from './detailsView.js'
import type { WorkRecord } from './record.js'
import { showEvidence, showMoments, type ShownEvidence } from './evidenceView.js'
import { differenceOf, type PieceDifference } from './pieceDifference.js'
import { artefactAt, type Submission } from './submission.js'

/** What an assessor said about one criterion. */
export interface ShownFeedback {
  criterionId: string
  name: string
  level: string
  /** The level of the attempt before, where it was judged then and again now; empty otherwise. */
  levelBefore: string
  descriptor: string
  comment: string
  /** What to do next; empty where nothing was said apart. */
  next: string
  met: boolean
  carried: boolean
}

/** The feedback of one finalised assessment, unmet criteria first: what needs doing is read first. `before`: the result of the attempt before. */
export function showFeedback(
  result: AttemptResult | undefined,
  { rubric }: MicroCredential,
  { pick }: Pick<ViewContext, 'pick'>,
  before?: AttemptResult,
): ShownFeedback[] {
  if (!result?.finalisedAt) return []
  const shown = rubric.criteria.flatMap((criterion) => {
    const given = result.feedback.find(({ criterionId }) => criterionId === criterion.id)
    if (!given) return []
    const level = rubric.levels.find(({ id }) => id === given.levelId)
    const was = before?.feedback.find(({ criterionId }) => criterionId === criterion.id)
    const { comment, next = '', met, carried } = given
    return {
      criterionId: criterion.id,
      name: pick(criterion.name),
      level: pick(level?.name),
      levelBefore: carried ? '' : pick(rubric.levels.find(({ id }) => id === was?.levelId)?.name),
      descriptor: pick(descriptorOf(criterion, given.levelId)),
      comment,
      next,
      met,
      carried,
    }
  })
  return [...shown.filter(({ met }) => !met), ...shown.filter(({ met }) => met)]
}

/** What somebody wrote down of the work, with the day it was seen in the reader's words. */
export type ShownRecord = WorkRecord & { seenDay: string }

export const showRecord = (
  record: WorkRecord | undefined,
  view: Pick<ViewContext, 'locale'>,
): ShownRecord | null => (record ? { ...record, seenDay: wordDay(record.seenOn, view) } : null)

/** One sent attempt: when, with what evidence, and what was answered. */
export interface ShownAttempt {
  number: number
  sentAt: Date
  promisedBy: Date
  answeredAt: Date | null
  outcome: 'met' | 'notYet' | null
  evidence: ShownEvidence[]
  recorded: ShownRecord | null
  feedback: ShownFeedback[]
  /** What it changed against the attempt before; empty for the first. */
  differences: PieceDifference[]
}

/** The sent attempts, newest first. Evidence shown is what that attempt changed; all of it for the first. */
export function showAttempts(
  submission: Submission,
  microCredential: MicroCredential,
  results: AttemptResult[],
  view: ViewContext,
): ShownAttempt[] {
  const said = results.flatMap(({ moments = [] }) => moments)
  return submission.attempts
    .flatMap((attempt) => {
      if (!attempt.submitted) return []
      const resultOf = (number: number) => results.find((one) => one.attempt === number)
      const result = resultOf(attempt.number)
      const changed = microCredential.slots.filter(
        (slot) =>
          (attempt.number === 1 && !attempt.recorded) ||
          artefactAt(submission, slot.id, attempt.number)?.attempt === attempt.number,
      )
      return {
        number: attempt.number,
        sentAt: attempt.submitted.at,
        promisedBy: attempt.submitted.promisedBy,
        answeredAt: result?.finalisedAt ?? null,
        outcome: result?.status === 'met' || result?.status === 'notYet' ? result.status : null,
        evidence: changed.map((slot) => {
          const artefact = artefactAt(submission, slot.id, attempt.number)
          const moments = showMoments(said, artefact?.file)
          return { ...showEvidence(slot, submission, artefact, view), moments }
        }),
        recorded: showRecord(attempt.recorded, view),
        feedback: showFeedback(result, microCredential, view, resultOf(attempt.number - 1)).filter(
          ({ carried }) => !carried,
        ),
        differences: microCredential.slots.flatMap(
          (slot) => differenceOf(slot, submission, attempt.number, view) ?? [],
        ),
      }
    })
    .reverse()
}
