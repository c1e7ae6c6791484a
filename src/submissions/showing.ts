import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { isSharedWith, sharingBlock, type EvidenceDetails, type SharingBlock } from './details.js'
import { isEmpty } from './evidenceCheck.js'
import { openedFile, type OpenedEvidence } from './evidence.js'
import { createJointPermission } from './jointPermission.js'
import { withoutFileNames } from './namesHidden.js'
import { askedOf } from './own.js'
import { detailsNow, pieceAt, type Artefact, type EvidenceFile, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What keeps a piece of finished work from being shown to everybody, its educator's wish to show it apart. */
export type ShowingBlock = SharingBlock | 'notPublic' | 'others' | 'fileDeleted'

/** One piece of work that has been met, as of the attempt that met it. */
export interface FinishedPiece {
  submission: Submission
  microCredential: MicroCredential
  slot: EvidenceSlot
  piece: Artefact
  /** Null where it may be shown now. */
  block: ShowingBlock | null
}

/**
 * What keeps a piece from being shown now; null where nothing does.
 * @param own what its educator says of it
 * @param all the strictest that anybody who made it says, their own words included
 */
export function showingBlock(
  own: EvidenceDetails,
  all: EvidenceDetails,
  erased: boolean,
  now: Date,
): ShowingBlock | null {
  if (erased) return 'fileDeleted'
  if (own.audience !== 'public') return 'notPublic'
  const block = sharingBlock(own, now)
  if (block) return block
  return isSharedWith(all, 'public', now) ? null : 'others'
}

/** What somebody has finished, for the room in which they choose what of it to show; that room asks who acts. */
export function createShowing(deps: SubmissionDeps) {
  const { saidByAll } = createJointPermission(deps)

  async function piecesOf(found: Submission): Promise<FinishedPiece[]> {
    const { met } = found
    if (!met) return []
    const now = deps.clock.now()
    const microCredential = await askedOf(deps.catalogue, found)
    // Whoever looks on is told what a file is for, not its name: people name files after people.
    const submission = withoutFileNames(found)
    const pieces = microCredential.slots.flatMap((slot) => {
      const piece = pieceAt(submission, slot.id, met.attempt)
      return piece && (!isEmpty(piece) || piece.file) ? [{ slot, piece }] : []
    })
    return Promise.all(
      pieces.map(async ({ slot, piece }) => {
        const said = [detailsNow(found, piece), await saidByAll(found, piece)] as const
        const block = showingBlock(...said, Boolean(piece.file?.erased), now)
        return { submission, microCredential, slot, piece, block }
      }),
    )
  }

  return {
    /** Every piece of everything a person has met in an institution, with what keeps it from being shown now. */
    async finishedPieces(institutionId: string, personId: string): Promise<FinishedPiece[]> {
      const submissions = await deps.store.ofPeople(institutionId, [personId])
      return (await Promise.all(submissions.map(piecesOf))).flat()
    },
    /** The way to the bytes of a file that the caller has found may be shown. */
    openFile: (file: EvidenceFile): OpenedEvidence => openedFile(deps.files, file),
  }
}
