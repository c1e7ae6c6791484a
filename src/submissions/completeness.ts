import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import type { ViewContext } from '../web/views.js'
import { isEmpty, slotProblem, wordsIn, type SlotProblemCode } from './evidenceCheck.js'
import { showFile } from './evidenceView.js'
import type { Artefact } from './submission.js'

/** What the machine can tell of a piece without judging it. */
export interface SeenOfPiece {
  slotId: string
  /** `there`: present and as long as asked; `empty`: left out where it may be; `deleted`: its file is gone since. */
  state: 'there' | 'empty' | 'deleted' | SlotProblemCode
  /** How many words are there, and the limit that they miss, where they do. */
  words: number
  limit: number
  /**
   * Of a file: `opened` where a picture of it could be made, `played` where browsers play it, `untried` where only
   * a person can tell.
   */
  opening: 'opened' | 'played' | 'untried' | null
}

/** Looks whether a piece is there, opens and is long enough. */
export function seenOfPiece(slot: EvidenceSlot, artefact: Artefact | undefined): SeenOfPiece {
  const file = artefact?.file
  const problem = slotProblem(slot, artefact)
  const state = file?.erased ? 'deleted' : (problem?.code ?? (isEmpty(artefact) ? 'empty' : 'there'))
  const plays = file?.type.startsWith('audio/') === true || file?.type.startsWith('video/') === true
  const opening = file?.preview ? 'opened' : plays ? 'played' : 'untried'
  return {
    slotId: slot.id,
    state,
    words: wordsIn(artefact),
    limit: problem?.limit ?? 0,
    opening: file && !file.erased ? opening : null,
  }
}

/** The same with the piece's name, and of a file its kind and size, ready to print. */
export function showSeen(
  slot: EvidenceSlot,
  artefact: Artefact | undefined,
  { pick, formatBytes }: Pick<ViewContext, 'pick' | 'formatBytes'>,
) {
  const { icon, size } = artefact?.file ? showFile(artefact.file, formatBytes) : { icon: null, size: '' }
  const pages = artefact?.file?.preview?.pages ?? 0
  return { ...seenOfPiece(slot, artefact), title: pick(slot.title), icon, size, pages }
}
