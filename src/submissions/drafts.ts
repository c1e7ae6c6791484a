import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { slotOf } from '../catalogue/microCredential.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { changeSubmission } from './changes.js'
import { createErasing } from './erasing.js'
import { applyDraft, placeFile } from './drafting.js'
import type { PostedDraft } from './draft.js'
import { previewName, storedName } from './fileStorage.js'
import { isHeld } from './joint.js'
import { createJointAlign } from './jointAlign.js'
import { askedOf, ownSubmission } from './own.js'
import { currentAttempt, isOpen, type EvidenceFile, type Submission } from './submission.js'
import { createReceiving, type ReceivedUpload, type UploadCode } from './receiving.js'
import type { SubmissionDeps } from './submissionDeps.js'

export interface SavedDraft {
  /** False when the attempt has been sent meanwhile: nothing was written. */
  open: boolean
  submission: Submission
  /** Slots where another page was newer, so that this page's text is kept beside it. */
  setAside: string[]
}

/** Writing evidence before it is sent. */
export function createDrafts(deps: SubmissionDeps) {
  const { eraseFile } = createErasing(deps)
  const { release } = createJointAlign(deps)
  const { receive, letGo } = createReceiving(deps)

  /** Keeps a file's preview beside it. Where the storage does not take it, the file says that it has none. */
  async function keepPreview({ preview, file }: ReceivedUpload): Promise<EvidenceFile> {
    const { preview: size, ...facts } = file
    if (!preview || !size) return facts
    const kept = await deps.files.keep(preview, previewName(file))
    if (!kept.ok) await deps.intake.discard(preview)
    return kept.ok ? file : facts
  }

  async function put(
    actor: Actor,
    { institutionId, id }: Submission,
    slot: EvidenceSlot,
    file: EvidenceFile | null,
    tab: string,
  ): Promise<boolean> {
    const now = deps.clock.now()
    const { before, after } = await changeSubmission(deps.store, institutionId, id, (before) => {
      const writable = isOpen(before, slot.id) && !isHeld(before, slot.id)
      const after = writable ? placeFile(before, slot, file, tab, now) : undefined
      return { next: after, answer: { before, after } }
    })
    const cause = file ? 'replaced' : 'removed'
    if (after) await release(before, after, { actor, cause })
    return after !== undefined
  }

  return {
    receive,
    letGo,
    /** The actor's own submission and what it is asked to show: what a form needs before it is read. */
    async asked(actor: Actor, submissionId: string) {
      const submission = await ownSubmission(deps.store, actor, submissionId)
      return { submission, microCredential: await askedOf(deps.catalogue, submission) }
    },
    /** Saves a posted page into the current attempt. Never overwrites what a newer page has written. */
    async saveDraft(actor: Actor, submissionId: string, draft: PostedDraft): Promise<SavedDraft> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      const content = await askedOf(deps.catalogue, own)
      return changeSubmission(
        deps.store,
        own.institutionId,
        own.id,
        (
          current,
        ): {
          next?: Submission
          answer: SavedDraft
        } => {
          if (currentAttempt(current).submitted || current.met)
            return { answer: { open: false, submission: current, setAside: [] } }
          const { submission, setAside } = applyDraft(current, content, draft, deps.clock.now())
          const answer = { open: true, submission, setAside }
          return submission === current ? { answer } : { next: submission, answer }
        },
      )
    },
    /**
     * Keeps a received file and puts it into its slot. `closed` when the slot was closed meanwhile, `notKept` or `full`
     * when the storage did not take it: the file is then gone, and nothing else has changed.
     */
    async attach(
      actor: Actor,
      submissionId: string,
      upload: ReceivedUpload,
      tab: string,
    ): Promise<{ ok: true } | { ok: false; code: UploadCode }> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      const slot = slotOf(await askedOf(deps.catalogue, own), upload.slotId)
      if (slot?.kind !== 'file') throw new NotFound('no such slot')
      const file = await keepPreview(upload)
      const kept = await deps.files.keep(upload.received, storedName(file))
      if (!kept.ok) {
        await letGo(upload)
        deps.logger.error({ code: 'evidence.not_kept', why: kept.code })
        return { ok: false, code: kept.code === 'full' ? 'full' : 'notKept' }
      }
      if (await put(actor, own, slot, file, tab)) return { ok: true }
      await eraseFile(file, null, { actor, cause: 'orphaned' })
      return { ok: false, code: 'closed' }
    },
    /** Takes the file out of an open slot. Files of attempts that were sent stay. False when the slot is closed. */
    async removeFile(actor: Actor, submissionId: string, slotId: string): Promise<boolean> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      const slot = slotOf(await askedOf(deps.catalogue, own), slotId)
      if (slot?.kind !== 'file') throw new NotFound('no such slot')
      const removed = await put(actor, own, slot, null, '')
      await deps.audit.record({
        institutionId: own.institutionId,
        actor,
        action: 'evidence.removed',
        subject: `submission:${own.id}`,
        reason: slotId,
        at: deps.clock.now(),
      })
      return removed
    },
  }
}
