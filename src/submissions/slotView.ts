import type { EvidenceSlot, MediaKind, SlotLimits } from '../catalogue/evidenceSlot.js'
import { criteriaOfSlot } from '../catalogue/rubric.js'
import type { FieldError } from '../web/forms.js'
import type { ViewContext } from '../web/views.js'
import { aboutPiece, type AboutPiece } from './aboutView.js'
import { detailFields } from './detailsForm.js'
import { fingerprint } from './draft.js'
import { fieldNames } from './draftForm.js'
import { slotProblem, wordsIn, type SlotProblem } from './evidenceCheck.js'
import { acceptOf, capturesOf, showEvidence, type ShownEvidence } from './evidenceView.js'
import type { ShownFeedback } from './feedbackView.js'
import { typedSide } from './joint.js'
import { latestProposal, type Proposal } from './proposal.js'
import { mostBytesOf } from './receiving.js'
import { showMissing, type ShownMissing } from './sendingBackView.js'
import {
  currentAttempt,
  isOpen,
  isSentBack,
  pieceAt,
  sendingOf,
  type Artefact,
  type Attempt,
  type Submission,
} from './submission.js'
import type { Work } from './work.js'

/** One evidence slot as its educator sees it: what is asked, what is there, what is still missing. */
export interface ShownSlot extends ShownEvidence {
  instructions: string
  required: boolean
  open: boolean
  done: boolean
  /** Why it came back, while it waits to be sent again. */
  back: ShownMissing | null
  /** In a later attempt, or after one came back: whether this sending has written to the slot. Null in the first. */
  changed: boolean | null
  limits: SlotLimits
  words: number
  prompts: string[]
  accept: string
  /** What a phone can make on the spot for it. */
  captures: MediaKind[]
  maxBytes: number
  base: string
  field: string
  /** What was typed of one's own part in what several made. */
  part: { did: string; share: string; percent: string }
  names: Record<'text' | 'url' | 'base' | 'file' | 'did' | 'share' | 'percent', string> & {
    answers: string[]
  }
  about: AboutPiece
  /** The newest offer of other evidence for it, with its answer. */
  proposal: Proposal | null
  /** What was said of it in coaching. */
  said: NonNullable<Work['coaching']>['said']
  asides: { savedAt: Date; text: string }[]
  /** What was said about the unmet criteria this slot shows. */
  feedback: ShownFeedback[]
  /** Unfolded on the page: what the person is at, what has an error, what was not met. */
  unfolded: boolean
}

/** The slots of a submission in order; `values` are what was typed into a page that is shown again. */
export function showSlots(
  work: Work & { submission: Submission },
  feedback: ShownFeedback[],
  view: ViewContext,
  now: Date,
  values: Record<string, string> = {},
  wrongFields: readonly string[] = [],
): ShownSlot[] {
  const { submission, microCredential } = work
  const attempt = currentAttempt(submission)
  const sentBack = isSentBack(attempt) ? attempt.sentBack?.at(-1) : undefined
  const missing = showMissing(sentBack?.missing ?? [], microCredential, view)
  const shownSlots = microCredential.slots.map((slot) => {
    const artefact = pieceAt(submission, slot.id)
    const shown = showEvidence(slot, submission, artefact, view, work.fellows)
    const prompts = (slot.prompts ?? []).map((prompt) => view.pick(prompt))
    const names = {
      text: fieldNames.text(slot.id),
      url: fieldNames.url(slot.id),
      base: fieldNames.base(slot.id),
      file: fieldNames.file(slot.id),
      did: fieldNames.did(slot.id),
      share: fieldNames.share(slot.id),
      percent: fieldNames.percent(slot.id),
      answers: prompts.map((_, index) => fieldNames.answer(slot.id, index)),
    }
    return {
      ...shown,
      text: values[names.text] ?? shown.text,
      link: { ...shown.link, text: values[names.url] ?? shown.link.text },
      answers: shown.answers.map((one, index) => ({
        ...one,
        answer: values[names.answers[index] ?? ''] ?? one.answer,
      })),
      instructions: view.pick(slot.instructions),
      required: slot.required,
      open: isOpen(submission, slot.id),
      done: !shown.empty && slotProblem(slot, artefact) === null,
      back: missing.find(({ slotId }) => slotId === slot.id) ?? null,
      changed: changedIn(attempt, artefact),
      limits: slot.limits,
      words: wordsIn(artefact),
      prompts,
      accept: acceptOf(slot.limits.accept),
      captures: slot.kind === 'file' ? capturesOf(slot.limits.accept) : [],
      maxBytes: mostBytesOf(slot),
      base: fingerprint(typedSide(submission, artefact)),
      field: firstField(slot),
      names,
      proposal: latestProposal(submission, slot.id) ?? null,
      said: (work.coaching?.said ?? []).filter(({ about }) => about === slot.id),
      about: aboutPiece(slot.id, shown.details, now, values),
      part: {
        did: values[names.did] ?? artefact?.own?.did ?? '',
        share: values[names.share] ?? artefact?.own?.share ?? '',
        percent: values[names.percent] ?? artefact?.own?.percent?.toString() ?? '',
      },
      asides: submission.setAside
        .filter((aside) => aside.slotId === slot.id)
        .map(({ savedAt, text, url, answers, details, own }) => ({
          savedAt,
          text: [
            text ?? url ?? (answers ?? []).join('\n\n'),
            details?.caption,
            details?.madeWhere,
            details?.who,
            own?.did,
            own?.share,
          ]
            .filter(Boolean)
            .join('\n\n'),
        })),
      feedback: isOpen(submission, slot.id) ? feedbackAt(slot) : [],
      unfolded: [
        ...[names.text, names.url, names.file, names.did, names.share, names.percent, ...names.answers],
        ...Object.values(detailFields(slot.id)),
      ].some((name) => wrongFields.includes(name)),
    }
  })
  return unfold(shownSlots)

  function feedbackAt(slot: EvidenceSlot): ShownFeedback[] {
    const criteria = criteriaOfSlot(microCredential.rubric, slot.id).map(({ id }) => id)
    return feedback.filter(
      ({ met, comment, next, criterionId }) =>
        !met && (comment !== '' || next !== '') && criteria.includes(criterionId),
    )
  }
}

/** Unfolds what a person is at: what was not met, what is begun and not ready, or else the first thing to do. */
function unfold(slots: ShownSlot[]): ShownSlot[] {
  const begun = (slot: ShownSlot) => slot.open && !slot.done && !slot.empty
  const first = slots.find((slot) => slot.open && !slot.done && slot.required)
  const nothingBegun = !slots.some((slot) => begun(slot) || slot.unfolded)
  return slots.map((slot) => ({
    ...slot,
    unfolded:
      slot.unfolded ||
      begun(slot) ||
      slot.feedback.length > 0 ||
      slot.back !== null ||
      slot.asides.length > 0 ||
      (nothingBegun && slot === first),
  }))
}

/** Whether what stands in a slot was written for the sending that comes next; null where there was none before. */
const changedIn = (attempt: Attempt, artefact: Artefact | undefined): boolean | null =>
  attempt.number === 1 && sendingOf(attempt) === 1
    ? null
    : artefact?.attempt === attempt.number && (artefact.sending ?? 1) === sendingOf(attempt)

/** The id of the first thing a person can act on in a slot: where links to a problem land. */
function firstField(slot: EvidenceSlot): string {
  if (slot.kind === 'text') return fieldNames.text(slot.id)
  if (slot.kind === 'link') return fieldNames.url(slot.id)
  if (slot.kind === 'file') return fieldNames.file(slot.id)
  return fieldNames.answer(slot.id, 0)
}

/** A problem with a slot as an error of the page: where it is and what to do, by the slot's name. */
export function showProblem(
  problem: SlotProblem,
  work: Work,
  view: ViewContext,
): FieldError & { slotId: string; args: object } {
  const slot = work.microCredential.slots.find(({ id }) => id === problem.slotId)
  return {
    slotId: problem.slotId,
    field: problem.code === 'ownPart' ? fieldNames.did(problem.slotId) : slot ? firstField(slot) : 'evidence',
    message: `submissions.problem.${problem.code}`,
    args: {
      slot: slot ? view.pick(slot.title) : '',
      count: problem.count,
      words: view.formatNumber(problem.count),
      limit: view.formatNumber(problem.limit),
    },
  }
}
