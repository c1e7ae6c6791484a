import { slotOf } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import { fieldNames } from './draftForm.js'
import { mostBytesOf } from './receiving.js'
import { uploadWords } from './uploads/uploadWords.js'
import { missingSlots } from './evidenceCheck.js'
import { showAttempts, showFeedback } from './feedbackView.js'
import { showProblem, showSlots } from './slotView.js'
import { showMissing } from './sendingBackView.js'
import { currentAttempt, isSentBack, type Submission } from './submission.js'
import type { Work } from './work.js'

/** Everything the educator's assignment page prints. `values`: what was typed into a page shown again. */
export function showAssignment(
  work: Work,
  view: ViewContext,
  now: Date,
  values: Record<string, string> = {},
  wrongFields: readonly string[] = [],
) {
  const { submission, microCredential, results, state } = work
  const common = {
    state,
    award: work.award,
    cohort: work.cohort,
    coaching: work.coaching,
    assignment: work.assignment,
    microCredential,
    changes: work.changes ?? [],
    invited: (work.invited ?? []).flatMap(({ slotId, ...one }) => {
      const slot = slotOf(microCredential, slotId)
      return slot ? [{ ...one, title: view.pick(slot.title) }] : []
    }),
    mayStart: work.enrolment.roles.includes('educator') && !work.retired && !work.lacking?.length,
    lacking: work.lacking ?? [],
    retired: work.retired,
    course: work.course,
    met: metSoFar(work),
    total: microCredential.rubric.criteria.length,
  }
  if (!submission) return common
  const attempt = currentAttempt(submission)
  const [last, before] = results.filter(({ finalisedAt }) => finalisedAt !== null).reverse()
  const feedback = showFeedback(last, microCredential, view, before)
  const slots = showSlots({ ...work, submission }, feedback, view, now, values, wrongFields)
  const back = isSentBack(attempt) ? attempt.sentBack?.at(-1) : undefined
  return {
    ...common,
    submission,
    attempt,
    writing: !attempt.submitted && state !== 'earned',
    open: slots.filter(({ open }) => open),
    changed: slots.some(({ changed }) => changed === true),
    ready: slots.filter(({ open, done }) => open && done).length,
    closed: slots.filter(({ open }) => !open),
    missing: missingSlots(microCredential, submission).map((problem) => showProblem(problem, work, view)),
    back: back ? { at: back.at, missing: showMissing(back.missing, microCredential, view) } : null,
    savedAt: savedAt(submission),
    uploadLimits: uploadLimits(work),
    uploadWords: uploadWords(view.t),
    feedback,
    appeal: last?.appeal ?? null,
    attempts: showAttempts(submission, microCredential, results, view, work.fellows),
  }
}

/** The most bytes of each file field, so that a far too large file is not sent in vain. */
const uploadLimits = ({ microCredential }: Work): Record<string, number> =>
  Object.fromEntries(
    microCredential.slots
      .filter(({ kind }) => kind === 'file')
      .map((slot) => [fieldNames.file(slot.id), mostBytesOf(slot)]),
  )

/** How many criteria are met after the latest answer. */
export const metSoFar = ({ results, state, microCredential }: Work): number =>
  state === 'earned'
    ? microCredential.rubric.criteria.length
    : (results
        .filter(({ finalisedAt }) => finalisedAt !== null)
        .at(-1)
        ?.feedback.filter(({ met }) => met).length ?? 0)

/** When the evidence was last saved; null before anything was. */
function savedAt(submission: Submission): Date | null {
  const times = submission.artefacts.map((artefact) => artefact.savedAt.getTime())
  return times.length === 0 ? null : new Date(Math.max(...times))
}
