import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { slotOf, type MicroCredentialContent } from '../catalogue/microCredential.js'
import { fingerprint, mergeSlot, withDetails, type PostedDraft, type SlotContent } from './draft.js'
import {
  currentAttempt,
  isOpen,
  pieceAt,
  sendingOf,
  type Artefact,
  type EvidenceFile,
  type SetAside,
  type Submission,
} from './submission.js'

/** A changed submission, and the slots whose typed text was set aside because another page was newer. */
export interface Drafted {
  submission: Submission
  setAside: string[]
}

/** Puts a posted page into the open slots of the current attempt. Closed and unknown slots are left alone. */
export function applyDraft(
  submission: Submission,
  content: MicroCredentialContent,
  draft: PostedDraft,
  now: Date,
): Drafted {
  let changed = submission
  const setAside: string[] = []
  for (const posted of draft.slots) {
    const slot = slotOf(content, posted.slotId)
    if (!slot || !isOpen(submission, slot.id)) continue
    const stored = pieceAt(submission, slot.id)
    const decision = mergeSlot(stored, posted, draft.tab)
    if (decision === 'takePosted')
      changed = write(changed, slot, withDetails(posted.content, stored), draft.tab, now)
    if (decision !== 'setPostedAside') continue
    setAside.push(slot.id)
    changed = putAside(changed, {
      slotId: slot.id,
      ...typed(posted.content),
      savedAt: now,
      savedFrom: draft.tab,
    })
  }
  return { submission: changed, setAside }
}

/** Puts a file into an open file slot, in place of the one before. */
export function placeFile(
  submission: Submission,
  slot: EvidenceSlot,
  file: EvidenceFile | null,
  tab: string,
  now: Date,
): Submission {
  return write(submission, slot, withDetails({}, pieceAt(submission, slot.id)), tab, now, file)
}

/** Files that stood in `before` and stand nowhere in `after`: they can be removed from the storage. */
export function droppedFiles(before: Submission, after: Submission): EvidenceFile[] {
  const kept = new Set(after.artefacts.map((artefact) => artefact.file?.artefactId))
  return before.artefacts
    .map((artefact) => artefact.file)
    .filter((file) => file !== null && file !== undefined)
    .filter((file) => !kept.has(file.artefactId))
}

const typed = ({ text, url, answers, details }: SlotContent) => ({
  ...(details === undefined ? {} : { details }),
  ...(text === undefined ? {} : { text }),
  ...(url === undefined ? {} : { url }),
  ...(answers === undefined ? {} : { answers }),
})

function write(
  submission: Submission,
  slot: EvidenceSlot,
  content: SlotContent,
  tab: string,
  now: Date,
  file: EvidenceFile | null | undefined = pieceAt(submission, slot.id)?.file,
): Submission {
  const current = currentAttempt(submission)
  const [attempt, sending] = [current.number, sendingOf(current)]
  const artefact: Artefact = {
    slotId: slot.id,
    attempt,
    ...(sending > 1 && { sending }),
    kind: slot.kind,
    ...typed(content),
    ...(file === undefined ? {} : { file }),
    savedAt: now,
    savedFrom: tab,
    replaced: fingerprint(pieceAt(submission, slot.id)),
  }
  const others = submission.artefacts.filter(
    (one) => one.slotId !== slot.id || one.attempt !== attempt || (one.sending ?? 1) !== sending,
  )
  return { ...submission, artefacts: [...others, artefact], updatedAt: now }
}

/** One text per slot and page is kept aside, and never more than five per slot: the newest. */
function putAside(submission: Submission, aside: SetAside): Submission {
  const others = submission.setAside.filter(
    (other) => other.slotId !== aside.slotId || other.savedFrom !== aside.savedFrom,
  )
  const ofSlot = others.filter((other) => other.slotId === aside.slotId).slice(-4)
  const rest = others.filter((other) => other.slotId !== aside.slotId)
  return { ...submission, setAside: [...rest, ...ofSlot, aside] }
}
