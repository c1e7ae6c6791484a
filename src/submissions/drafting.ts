import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { slotOf, type MicroCredentialContent } from '../catalogue/microCredential.js'
import { fingerprint, mergeSlot, withDetails, type PostedDraft, type SlotContent } from './draft.js'
import { isHeld, typedSide } from './joint.js'
import {
  artefactAt,
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
    const stored = typedSide(submission, pieceAt(submission, slot.id))
    const held = isHeld(submission, slot.id)
    const said = held ? { ...posted.content, text: '', url: '' } : posted.content
    const asideOfHeld = held && Boolean(posted.content.text?.trim() || posted.content.url?.trim())
    const decision = mergeSlot(stored, { ...posted, content: said }, draft.tab)
    if (decision === 'takePosted')
      changed = write(
        changed,
        slot,
        { ...withDetails(said, stored), ...kept(changed, slot.id) },
        draft.tab,
        now,
      )
    if (decision !== 'setPostedAside' && !asideOfHeld) continue
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

/** What another keeps in a slot: it stays as it is, whatever a page says. */
function kept(submission: Submission, slotId: string): SlotContent {
  if (!isHeld(submission, slotId)) return {}
  const { text, url } = artefactAt(submission, slotId) ?? {}
  return { ...(text === undefined ? {} : { text }), ...(url === undefined ? {} : { url }) }
}

const typed = ({ text, url, answers, details, own }: SlotContent) => ({
  ...(details === undefined ? {} : { details }),
  ...(own === undefined ? {} : { own }),
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
  const attempt = currentAttempt(submission).number
  const joint = artefactAt(submission, slot.id)?.joint
  const artefact: Artefact = {
    slotId: slot.id,
    attempt,
    kind: slot.kind,
    ...typed(content),
    ...(file === undefined ? {} : { file }),
    ...(joint && { joint: joint.attempt === attempt ? joint : { ...joint, from: null } }),
    savedAt: now,
    savedFrom: tab,
    replaced: fingerprint(typedSide(submission, pieceAt(submission, slot.id))),
  }
  return placed(submission, artefact, now)
}

/** A submission with an artefact in its slot, as part of the sending that is being written: earlier sendings keep theirs. */
export function placed(submission: Submission, artefact: Artefact, now: Date): Submission {
  const current = currentAttempt(submission)
  const [attempt, sending] = [current.number, sendingOf(current)]
  const others = submission.artefacts.filter(
    (one) => one.slotId !== artefact.slotId || one.attempt !== attempt || (one.sending ?? 1) !== sending,
  )
  const numbered = sending > 1 || artefact.sending !== undefined
  const written = { ...artefact, attempt, ...(numbered && { sending }), savedAt: now }
  return { ...submission, artefacts: [...others, written], updatedAt: now }
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
