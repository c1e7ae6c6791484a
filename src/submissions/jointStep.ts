import type { MicroCredentialContent } from '../catalogue/microCredential.js'
import { isEmpty } from './evidenceCheck.js'
import { placed } from './drafting.js'
import type { Joint } from './joint.js'
import { artefactAt, currentAttempt, isOpen, type Artefact, type Submission } from './submission.js'

/** What somebody shares in one slot now. `kept`: what stands in the slot it is kept in step with; null for the inviter. */
export interface JointSlot {
  slotId: string
  joint: Joint
  kept: Artefact | undefined | null
}

/**
 * Brings the open slots of a submission in step with what its educator shares now. What the inviter puts in stands with
 * everybody; what the inviter takes out stays with the others. Who no longer shares gives the piece back and keeps their
 * own words. Slots that were sent, and agreements of earlier attempts, stay. Answers the same object when nothing changes.
 */
export function inStep(
  submission: Submission,
  { slots }: MicroCredentialContent,
  shared: readonly JointSlot[],
  now: Date,
): Submission {
  const { number } = currentAttempt(submission)
  return slots
    .filter(({ id }) => isOpen(submission, id))
    .reduce((changed, slot) => {
      const stored = artefactAt(changed, slot.id)
      const agreed = shared.find(({ slotId }) => slotId === slot.id)
      const next = agreed ? joined(stored, slot.kind, agreed) : parted(stored, number)
      if (!next || sameJoint(next, stored)) return changed
      return placed(changed, next, now)
    }, submission)
}

function joined(
  stored: Artefact | undefined,
  kind: Artefact['kind'],
  { slotId, joint, kept }: JointSlot,
): Artefact | undefined {
  if (kept === null) return stored && { ...stored, joint }
  const blank: Artefact = {
    slotId,
    kind,
    attempt: joint.attempt,
    savedAt: new Date(0),
    savedFrom: '',
    replaced: '',
  }
  const own = { ...(stored ?? blank), joint }
  if (!kept || kept.kind !== kind || isEmpty(kept)) return own
  const { text, url, file } = kept
  return {
    ...own,
    ...(text === undefined ? {} : { text }),
    ...(url === undefined ? {} : { url }),
    ...(file === undefined ? {} : { file }),
  }
}

function parted(stored: Artefact | undefined, attempt: number): Artefact | undefined {
  if (stored?.joint?.attempt !== attempt) return stored
  const { joint, text, url, file, ...rest } = stored
  if (joint.from !== null) return rest
  return {
    ...rest,
    ...(text === undefined ? {} : { text }),
    ...(url === undefined ? {} : { url }),
    ...(file === undefined ? {} : { file }),
  }
}

const sameJoint = (next: Artefact, stored: Artefact | undefined): boolean =>
  stored !== undefined &&
  next.text === stored.text &&
  next.url === stored.url &&
  next.file?.artefactId === stored.file?.artefactId &&
  next.joint?.from === stored.joint?.from &&
  next.joint?.with.join() === stored.joint?.with.join()
