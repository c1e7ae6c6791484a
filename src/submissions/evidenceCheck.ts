import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import type { MicroCredentialContent } from '../catalogue/microCredential.js'
import { lacksOwnPart } from './joint.js'
import { artefactAt, isOpen, type Artefact, type Submission } from './submission.js'

const MAX_LINK_LENGTH = 2_000

/** Why a slot is not ready: closed, so that each reason has its instruction in the locale files. */
export type SlotProblemCode = 'missing' | 'unanswered' | 'tooShort' | 'tooLong' | 'badLink' | 'ownPart'

/** `count` is what is there (words or open prompts), `limit` what the slot asks for. */
export interface SlotProblem {
  slotId: string
  code: SlotProblemCode
  count: number
  limit: number
}

/** Words as people count them: runs of anything but white space. */
export const countWords = (text: string): number => text.trim().split(/\s+/u).filter(Boolean).length

/** True for an absolute http or https address of sane length; anything a browser would run is not a link. */
export function isLink(text: string): boolean {
  if (text.length > MAX_LINK_LENGTH || !URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && hostname !== ''
}

/** All words of an artefact: its text, or its answers together. */
export const wordsIn = (artefact: Pick<Artefact, 'text' | 'answers'> | undefined): number =>
  countWords([artefact?.text ?? '', ...(artefact?.answers ?? [])].join(' '))

/** True when nothing at all has been put into the slot, or only a file that is deleted since. */
export function isEmpty(artefact: Artefact | undefined): boolean {
  if (!artefact) return true
  if (artefact.file) return artefact.file.erased !== undefined
  return (
    !artefact.text?.trim() &&
    !artefact.url?.trim() &&
    !artefact.answers?.some((answer) => answer.trim() !== '')
  )
}

/**
 * What keeps one slot from being sent, or null. An optional slot may be empty, but not wrong; what several made needs
 * the words of each.
 */
export function slotProblem(slot: EvidenceSlot, artefact: Artefact | undefined): SlotProblem | null {
  const wrong = contentProblem(slot, artefact)
  if (wrong || !artefact || isEmpty(artefact) || !lacksOwnPart(artefact)) return wrong
  return { slotId: slot.id, code: 'ownPart', count: 0, limit: 0 }
}

function contentProblem(slot: EvidenceSlot, artefact: Artefact | undefined): SlotProblem | null {
  const problem = (code: SlotProblemCode, count = 0, limit = 0): SlotProblem => ({
    slotId: slot.id,
    code,
    count,
    limit,
  })
  if (isEmpty(artefact)) return slot.required ? problem('missing') : null
  if (slot.kind === 'link') return isLink(artefact?.url?.trim() ?? '') ? null : problem('badLink')
  if (slot.kind === 'file') return null
  const open = (slot.prompts ?? []).filter((_, index) => !artefact?.answers?.[index]?.trim()).length
  if (slot.kind === 'reflection' && open > 0) return problem('unanswered', open)
  const words = wordsIn(artefact)
  const { minWords = 0, maxWords = Infinity } = slot.limits
  if (words < minWords) return problem('tooShort', words, minWords)
  if (words > maxWords) return problem('tooLong', words, maxWords)
  return null
}

/** Every open slot that is not ready, in the order the educator reads them. */
export function missingSlots(content: MicroCredentialContent, submission: Submission): SlotProblem[] {
  return content.slots
    .filter((slot) => isOpen(submission, slot.id))
    .map((slot) => slotProblem(slot, artefactAt(submission, slot.id)))
    .filter((problem) => problem !== null)
}
