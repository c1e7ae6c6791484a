import type { EvidenceFile } from './submission.js'

/**
 * Why a file's bytes were deleted: its educator put another in its place or took it out before sending; somebody asked
 * for it; or nothing has ever referred to it (a crash between keeping and attaching).
 */
export type ErasureCause = 'replaced' | 'removed' | 'asked' | 'orphaned'

/** The record of one deletion: what was deleted, by whom, why, and since when it is certain that the bytes are gone. */
export interface Erasure {
  /** The artefact's id: a file is deleted once. */
  id: string
  /** Null for bytes that never belonged to anything. */
  institutionId: string | null
  submissionId: string | null
  /** Hex. */
  sha256: string
  bytes: number
  cause: ErasureCause
  /** An actor's id, such as `person:…`. */
  by: string
  /** In the words of whoever asked; empty for the other causes. */
  reason: string
  at: Date
  /** When the storage was seen to hold nothing of it any more; null until then. */
  gone: Date | null
}

/** The facts of a file that its record of deletion repeats. */
export const factsOf = ({ artefactId, sha256, bytes }: ErasedFile) => ({ id: artefactId, sha256, bytes })

export type ErasedFile = Pick<EvidenceFile, 'artefactId' | 'sha256' | 'bytes'>
