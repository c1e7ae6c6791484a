import { actorId, type Actor } from '../audit/actor.js'
import { changeSubmission } from './changes.js'
import { factsOf, type ErasedFile, type Erasure, type ErasureCause } from './erasure.js'
import { previewName, storedName } from './fileStorage.js'
import type { Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** How long after a deletion was begun a job looks whether it came to its end. */
const FINISH_AFTER_MS = 60_000

export type ErasingDeps = Pick<SubmissionDeps, 'store' | 'erasures' | 'files' | 'clock' | 'logger'>

/**
 * Deleting evidence files so that it can be proved: first the record, then the bytes, then the storage is asked
 * whether anything is left. Each step is harmless to repeat; `finishErasures` repeats what a crash cut short.
 */
export function createErasing(deps: ErasingDeps) {
  const { store, erasures, files, clock, logger } = deps

  async function finish(erasure: Erasure): Promise<boolean> {
    const file = { artefactId: erasure.id, sha256: erasure.sha256 }
    if (erasure.cause === 'asked') await markErased(erasure)
    for (const name of [storedName(file), previewName(file)]) {
      const removed = await files.remove(name)
      const left = removed.ok ? await files.size(name) : removed
      if (left.ok && left.bytes === null) continue
      logger.error({
        code: 'evidence.still_there',
        artefactId: erasure.id,
        why: left.ok ? 'bytes' : left.code,
      })
      return false
    }
    await erasures.finish(erasure.id, clock.now())
    return true
  }

  /** Every submission it stands in keeps saying that there was a file, and since when there is none; its name goes with it. */
  async function markErased({ id, at, by }: Erasure): Promise<void> {
    for (const { institutionId, id: submissionId } of await store.ofFileAnywhere(id))
      await changeSubmission(store, institutionId, submissionId, (current) => {
        const found = current.artefacts.some(({ file }) => file?.artefactId === id && !file.erased)
        return found ? { next: withErased(current, id, { at, by }), answer: null } : { answer: null }
      })
  }

  return {
    /**
     * Deletes one file's bytes and its preview's and keeps the record. False when the storage could not be asked: the
     * record stands, and `finishErasures` comes back to it.
     */
    async eraseFile(
      file: ErasedFile,
      of: { institutionId: string; submissionId: string } | null,
      what: { actor: Actor; cause: ErasureCause; reason?: string },
    ): Promise<boolean> {
      const erasure: Erasure = {
        ...factsOf(file),
        institutionId: of?.institutionId ?? null,
        submissionId: of?.submissionId ?? null,
        cause: what.cause,
        by: actorId(what.actor),
        reason: what.reason ?? '',
        at: clock.now(),
        gone: null,
      }
      await erasures.begin(erasure)
      return finish(erasure)
    },
    /** Ends deletions that a crash or an absent storage cut short. Answers how many. */
    async finishErasures(): Promise<number> {
      let finished = 0
      for (const erasure of await erasures.unfinished(new Date(clock.now().getTime() - FINISH_AFTER_MS)))
        if (await finish(erasure)) finished += 1
      return finished
    },
  }
}

export type Erasing = ReturnType<typeof createErasing>

function withErased(
  submission: Submission,
  artefactId: string,
  erased: { at: Date; by: string },
): Submission {
  return {
    ...submission,
    artefacts: submission.artefacts.map((artefact) =>
      artefact.file?.artefactId === artefactId
        ? { ...artefact, file: { ...artefact.file, name: '', erased } }
        : artefact,
    ),
  }
}
