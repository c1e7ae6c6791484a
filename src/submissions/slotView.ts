import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { criteriaOfSlot } from '../catalogue/rubric.js'
import type { FieldError } from '../web/forms.js'
import type { ViewContext } from '../web/views.js'
import { fingerprint } from './draft.js'
import { fieldNames } from './draftForm.js'
import { DEFAULT_MAX_BYTES } from './drafts.js'
import { slotProblem, wordsIn, type SlotProblem } from './evidenceCheck.js'
import { acceptOf, showEvidence, type ShownEvidence } from './evidenceView.js'
import type { ShownFeedback } from './feedbackView.js'
import { artefactAt, isOpen, type Submission } from './submission.js'
import type { Work } from './work.js'

/** One evidence slot as its educator sees it: what is asked, what is there, what is still missing. */
export interface ShownSlot extends ShownEvidence {
  instructions: string
  required: boolean
  open: boolean
  done: boolean
  /** What the slot asks for, in words: "60 to 300 words". */
  size: string
  words: number
  prompts: string[]
  accept: string
  base: string
  field: string
  names: { text: string; url: string; share: string; base: string; file: string; answers: string[] }
  asides: { savedAt: Date; text: string }[]
  feedback: ShownFeedback[]
}

/** The slots of a submission in order; `values` are what was typed into a page that is shown again. */
export function showSlots(
  work: Work & { submission: Submission },
  feedback: ShownFeedback[],
  view: ViewContext,
  values: Record<string, string> = {},
): ShownSlot[] {
  const { submission, microCredential } = work
  return microCredential.slots.map((slot) => {
    const artefact = artefactAt(submission, slot.id)
    const shown = showEvidence(slot, artefact, view)
    const prompts = (slot.prompts ?? []).map((prompt) => view.pick(prompt))
    const names = {
      text: fieldNames.text(slot.id),
      url: fieldNames.url(slot.id),
      share: fieldNames.share(slot.id),
      base: fieldNames.base(slot.id),
      file: fieldNames.file(slot.id),
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
      size: sizeOf(slot, view),
      words: wordsIn(artefact),
      prompts,
      accept: acceptOf(slot.limits.accept),
      base: fingerprint(artefact),
      field: firstField(slot),
      names,
      asides: submission.setAside
        .filter((aside) => aside.slotId === slot.id)
        .map(({ savedAt, text, url, answers }) => ({
          savedAt,
          text: text ?? url ?? (answers ?? []).join('\n\n'),
        })),
      feedback: feedback.filter((one) =>
        criteriaOfSlot(microCredential.rubric, slot.id).some((criterion) => criterion.id === one.criterionId),
      ),
    }
  })
}

/** The id of the first thing a person can act on in a slot: where links to a problem land. */
export function firstField(slot: EvidenceSlot): string {
  if (slot.kind === 'text') return fieldNames.text(slot.id)
  if (slot.kind === 'link') return fieldNames.url(slot.id)
  if (slot.kind === 'file') return fieldNames.file(slot.id)
  return fieldNames.answer(slot.id, 0)
}

/** What a slot asks for, in words: how many words, or which kinds of file and how big. */
export function sizeOf(
  slot: EvidenceSlot,
  view: Pick<ViewContext, 't' | 'formatNumber' | 'formatBytes'>,
): string {
  const { minWords, maxWords, accept, maxBytes = DEFAULT_MAX_BYTES } = slot.limits
  const { t, formatNumber } = view
  if (slot.kind === 'link') return t('submissions.size.link')
  if (slot.kind === 'file') {
    const kinds = accept?.length ? accept : (['document', 'image', 'audio', 'video'] as const)
    const list = kinds.map((kind) => t(`submissions.size.kind.${kind}`))
    return t('submissions.size.file', { kinds: joined(list, t), limit: view.formatBytes(maxBytes) })
  }
  if (minWords && maxWords)
    return t('submissions.size.between', { min: formatNumber(minWords), max: formatNumber(maxWords) })
  if (minWords) return t('submissions.size.atLeast', { min: formatNumber(minWords) })
  if (maxWords) return t('submissions.size.atMost', { max: formatNumber(maxWords) })
  return t('submissions.size.free')
}

const joined = (words: string[], t: ViewContext['t']): string =>
  words.length < 2
    ? words.join('')
    : t('submissions.size.or', {
        some: words.slice(0, -1).join(t('submissions.size.comma')),
        last: words.at(-1),
      })

/** A problem with a slot as an error of the page: where it is and what to do, by the slot's name. */
export function showProblem(
  problem: SlotProblem,
  work: Work,
  view: ViewContext,
): FieldError & { args: object } {
  const slot = work.microCredential.slots.find(({ id }) => id === problem.slotId)
  return {
    field: slot ? firstField(slot) : 'evidence',
    message: `submissions.problem.${problem.code}`,
    args: {
      slot: slot ? view.pick(slot.title) : '',
      count: problem.count,
      words: view.formatNumber(problem.count),
      limit: view.formatNumber(problem.limit),
    },
  }
}
