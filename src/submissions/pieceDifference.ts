import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { wordDifference, type Stretch } from '../catalogue/wordDifference.js'
import type { ViewContext } from '../web/views.js'
import { showFile, type ShownFile } from './evidenceView.js'
import { artefactAt, type EvidenceFile, type Submission } from './submission.js'

/** A file as a comparison names it: by what it is and how large. Its name stands where the file itself does. */
export type ComparedFile = Pick<ShownFile, 'icon' | 'size'>

/** What an attempt changed in one piece of evidence. */
export interface PieceDifference {
  slotId: string
  title: string
  /** Each text that changed, word by word; the label is the question it answers, empty where there is none. */
  texts: { label: string; stretches: Stretch[] }[]
  /** Where another file took a file's place; null on a side where there was none. */
  file: { before: ComparedFile | null; after: ComparedFile | null } | null
}

/**
 * What an attempt changed in a slot against the attempt before it.
 * @returns null in a first attempt, and where nothing of it differs
 */
export function differenceOf(
  slot: EvidenceSlot,
  submission: Submission,
  attempt: number,
  { pick, formatBytes }: Pick<ViewContext, 'pick' | 'formatBytes'>,
): PieceDifference | null {
  const after = artefactAt(submission, slot.id, attempt)
  if (attempt < 2 || after?.attempt !== attempt) return null
  const before = artefactAt(submission, slot.id, attempt - 1)
  const prompts = slot.kind === 'reflection' ? (slot.prompts ?? []) : []
  const texts = [
    { label: '', was: before?.text, is: after.text },
    { label: '', was: before?.url, is: after.url },
    ...prompts.map((prompt, index) => ({
      label: pick(prompt),
      was: before?.answers?.[index],
      is: after.answers?.[index],
    })),
  ]
    .filter(({ was = '', is = '' }) => was !== is)
    .map(({ label, was = '', is = '' }) => ({ label, stretches: wordDifference(was, is) }))
  const compared = (file: EvidenceFile | null | undefined): ComparedFile | null => {
    if (!file) return null
    const { icon, size } = showFile(file, formatBytes)
    return { icon, size }
  }
  const replaced = before?.file?.artefactId !== after.file?.artefactId
  const file = replaced ? { before: compared(before?.file), after: compared(after.file) } : null
  if (texts.length === 0 && !file) return null
  return { slotId: slot.id, title: pick(slot.title), texts, file }
}
