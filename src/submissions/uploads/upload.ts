import type { UploadCode } from '../receiving.js'

/** A file that arrives in parts, over hours or days if need be, for one slot of one person's submission. */
export interface Upload {
  id: string
  institutionId: string
  personId: string
  submissionId: string
  slotId: string
  name: string
  /** How many bytes it will have; said before the first one comes. */
  bytes: number
  /** By which the sender knows the file again (name, size, time of change); says nothing about its content. */
  fingerprint: string
  createdAt: Date
  /** After this what has arrived is thrown away. */
  expiresAt: Date
  /** What became of it; null while it is on its way. */
  ended: { at: Date; outcome: UploadOutcome } | null
}

export type UploadOutcome = 'attached' | 'cancelled' | 'expired' | UploadCode

/** What somebody wants to send. */
export interface AskedUpload {
  name: string
  bytes: number
  fingerprint: string
}

export const UPLOAD_LIMITS = {
  /** Files of one person on their way at a time, and their bytes together. */
  pending: 10,
  pendingBytes: 10_000_000_000,
  /** Room the disk must still have when everything promised has arrived. */
  spareBytes: 1_000_000_000,
  days: 3,
}

export type BeginningDecision =
  { kind: 'begin' } | { kind: 'goOn'; upload: Upload } | { kind: 'refuse'; code: UploadCode | 'tooMany' }

/**
 * Decides whether a file may begin to come. The same file for the same slot goes on where it stopped, from whatever
 * device or address.
 */
export function decideBeginning(
  asked: AskedUpload & Pick<Upload, 'submissionId' | 'slotId'>,
  facts: { open: boolean; mostBytes: number; pending: readonly Upload[]; freeBytes: number },
): BeginningDecision {
  const known = facts.pending.find(
    (one) => isForSameSlot(one, asked) && one.fingerprint === asked.fingerprint && one.bytes === asked.bytes,
  )
  const promised = facts.pending.reduce((sum, { bytes }) => sum + bytes, 0)
  if (!facts.open) return { kind: 'refuse', code: 'closed' }
  if (asked.bytes === 0) return { kind: 'refuse', code: 'empty' }
  if (asked.bytes > facts.mostBytes) return { kind: 'refuse', code: 'tooLarge' }
  if (known) return { kind: 'goOn', upload: known }
  if (facts.pending.length >= UPLOAD_LIMITS.pending || promised + asked.bytes > UPLOAD_LIMITS.pendingBytes)
    return { kind: 'refuse', code: 'tooMany' }
  // Once complete it is copied on its way to being checked: for a moment it is there twice.
  if (facts.freeBytes < 2 * asked.bytes + UPLOAD_LIMITS.spareBytes) return { kind: 'refuse', code: 'full' }
  return { kind: 'begin' }
}

/** Two files on their way to one slot: the later one counts. */
export const isForSameSlot = (
  one: Pick<Upload, 'submissionId' | 'slotId'>,
  other: Pick<Upload, 'submissionId' | 'slotId'>,
): boolean => one.submissionId === other.submissionId && one.slotId === other.slotId

/** Whether an outcome may be another one when it is tried again later: then what arrived is kept. */
export const isPassing = (code: UploadCode): boolean =>
  code === 'notKept' || code === 'full' || code === 'interrupted'
