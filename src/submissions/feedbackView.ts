import { descriptorOf } from '../catalogue/rubric.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import type { AttemptResult } from './ports.js'
import { wordDay } from './detailsView.js'
import type { WorkRecord } from './record.js'
import { showEvidence, showMoments, type ShownEvidence } from './evidenceView.js'
import { differenceOf, type PieceDifference } from './pieceDifference.js'
import { showMissing, type ShownMissing } from './sendingBackView.js'
import { artefactAt, type Attempt, type Submission } from './submission.js'

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

/** One sending of an attempt: when, with what evidence, and what was answered. */
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
  /** Where it came back unjudged: when, and what was missing. */
  back: { at: Date; missing: ShownMissing[] } | null
}

/** What was sent, newest first; what came back stands apart from what was sent in its place. Evidence shown is what that attempt changed; all of it for the first. */
export function showAttempts(
  submission: Submission,
  microCredential: MicroCredential,
  results: AttemptResult[],
  view: ViewContext,
  fellows?: ReadonlyMap<string, string | null>,
): ShownAttempt[] {
  const said = results.flatMap(({ moments = [] }) => moments)
  return submission.attempts
    .flatMap((attempt) => [
      ...(attempt.sentBack ?? []).map((back, index) => ({
        ...sending(attempt, back.sent, index + 1),
        back: { at: back.at, missing: showMissing(back.missing, microCredential, view) },
      })),
      ...(attempt.submitted ? [{ ...sending(attempt, attempt.submitted), ...answer(attempt) }] : []),
    ])
    .reverse()

  function sending(attempt: Attempt, sent: { at: Date; promisedBy: Date }, which?: number): ShownAttempt {
    const { number } = attempt
    const changed = microCredential.slots.filter(
      (slot) =>
        (number === 1 && !attempt.recorded) ||
        artefactAt(submission, slot.id, number, which)?.attempt === number,
    )
    return {
      number,
      sentAt: sent.at,
      promisedBy: sent.promisedBy,
      answeredAt: null,
      outcome: null,
      evidence: changed.map((slot) => {
        const artefact = artefactAt(submission, slot.id, number, which)
        return {
          ...showEvidence(slot, submission, artefact, view, fellows),
          moments: showMoments(said, artefact?.file),
        }
      }),
      recorded: showRecord(attempt.recorded, view),
      feedback: [],
      differences: [],
      back: null,
    }
  }

  function answer({
    number,
  }: Attempt): Pick<ShownAttempt, 'answeredAt' | 'outcome' | 'feedback' | 'differences'> {
    const resultOf = (attempt: number) => results.find((one) => one.attempt === attempt)
    const result = resultOf(number)
    return {
      answeredAt: result?.finalisedAt ?? null,
      outcome: result?.status === 'met' || result?.status === 'notYet' ? result.status : null,
      feedback: showFeedback(result, microCredential, view, resultOf(number - 1)).filter(
        ({ carried }) => !carried,
      ),
      differences: microCredential.slots.flatMap(
        (slot) => differenceOf(slot, submission, number, view) ?? [],
      ),
    }
  }
}
