import { descriptorOf } from '../catalogue/rubric.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import { missingSlots } from './evidenceCheck.js'
import { showAttempts, showFeedback } from './feedbackView.js'
import { showProblem, showSlots, sizeOf } from './slotView.js'
import { currentAttempt, type Submission } from './submission.js'
import type { Work } from './work.js'

/** The rubric as `components/rubric.njk` reads it. */
export const showRubric = ({ rubric }: MicroCredential, { pick }: Pick<ViewContext, 'pick'>) =>
  rubric.criteria.map((criterion) => ({
    id: criterion.id,
    name: pick(criterion.name),
    asks: pick(criterion.asks),
    levels: rubric.levels.map((level) => ({
      id: level.id,
      name: pick(level.name),
      text: pick(descriptorOf(criterion, level.id)),
      meets: level.meets,
      points: level.points,
    })),
  }))

/** What is asked, for a page that anybody in the course may read before starting. */
export const showAsked = (microCredential: MicroCredential, view: ViewContext) => ({
  slots: microCredential.slots.map((slot) => ({
    title: view.pick(slot.title),
    instructions: view.pick(slot.instructions),
    size: sizeOf(slot, view),
    kind: slot.kind,
    required: slot.required,
  })),
  criteria: showRubric(microCredential, view),
})

/** Everything the educator's assignment page prints. `values`: what was typed into a page shown again. */
export function showAssignment(work: Work, view: ViewContext, values: Record<string, string> = {}) {
  const { submission, microCredential, results, state } = work
  const common = {
    state,
    award: work.award,
    cohort: work.cohort,
    assignment: work.assignment,
    microCredential,
    mayStart: work.enrolment.roles.includes('educator'),
    asked: showAsked(microCredential, view),
    met: metSoFar(work),
    total: microCredential.rubric.criteria.length,
  }
  if (!submission) return common
  const attempt = currentAttempt(submission)
  const last = results.filter(({ finalisedAt }) => finalisedAt !== null).at(-1)
  const feedback = showFeedback(last, microCredential, view)
  const slots = showSlots({ ...work, submission }, feedback, view, values)
  return {
    ...common,
    submission,
    attempt,
    writing: !attempt.submitted && state !== 'earned',
    open: slots.filter(({ open }) => open),
    closed: slots.filter(({ open }) => !open),
    missing: missingSlots(microCredential, submission).map((problem) => showProblem(problem, work, view)),
    savedAt: savedAt(submission),
    feedback,
    attempts: showAttempts(submission, microCredential, results, view),
  }
}

/** How many criteria are met after the latest answer. */
export const metSoFar = ({ results, state, microCredential }: Work): number =>
  state === 'earned'
    ? microCredential.rubric.criteria.length
    : (results
        .filter(({ finalisedAt }) => finalisedAt !== null)
        .at(-1)
        ?.feedback.filter(({ met }) => met).length ?? 0)

/** When the evidence was last saved; null before anything was. */
export function savedAt(submission: Submission): Date | null {
  const times = submission.artefacts.map((artefact) => artefact.savedAt.getTime())
  return times.length === 0 ? null : new Date(Math.max(...times))
}
