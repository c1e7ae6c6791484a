import type { Actor } from '../../audit/actor.js'
import { slotOf } from '../../catalogue/microCredential.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import { createDrafts } from '../drafts.js'
import { asPerson, askedOf, ownSubmission } from '../own.js'
import { mostBytesOf } from '../receiving.js'
import { isOpen } from '../submission.js'
import type { SubmissionDeps } from '../submissionDeps.js'
import {
  UPLOAD_LIMITS,
  decideBeginning,
  isForSameSlot,
  isPassing,
  type AskedUpload,
  type BeginningDecision,
  type Upload,
  type UploadOutcome,
} from './upload.js'

const DAY_MS = 24 * 3600 * 1000
/** How long after its beginning a job looks whether an upload lies there complete and forgotten. */
const FINISH_AFTER_MS = 2 * 60_000

export type BegunUpload = Exclude<BeginningDecision, { kind: 'begin' }> | { kind: 'begun'; upload: Upload }

/** Files that arrive in parts: who may send one, and how it gets into its slot once it is whole. */
export function createUploads(deps: SubmissionDeps) {
  const { uploads, parts, clock, logger } = deps
  const drafts = createDrafts(deps)
  const finishing = new Map<string, Promise<UploadOutcome>>()

  async function own(actor: Actor, id: string): Promise<Upload> {
    const { institutionId, personId } = asPerson(actor)
    const upload = await uploads.find(institutionId, personId, id)
    if (!upload) throw new NotFound('no such upload of theirs')
    return upload
  }

  async function end(upload: Upload, outcome: UploadOutcome): Promise<UploadOutcome> {
    await uploads.end(upload.id, outcome, clock.now())
    await parts.remove(upload.id)
    return outcome
  }

  /** A file takes its upload's id, so that finishing twice is noticed: it was attached, whatever became of it since. */
  async function isAttached({ institutionId, id }: Upload): Promise<boolean> {
    return (await deps.store.ofFile(institutionId, id)).length > 0 || (await deps.erasures.find(id)) !== null
  }

  async function putIntoSlot(actor: Actor, upload: Upload): Promise<UploadOutcome> {
    if (await isAttached(upload)) return end(upload, 'attached')
    const submission = await ownSubmission(deps.store, actor, upload.submissionId)
    const slot = slotOf(await askedOf(deps.catalogue, submission), upload.slotId)
    if (!slot || !isOpen(submission, slot.id)) return end(upload, 'closed')
    const received = await drafts.receive(slot, upload.name, parts.read(upload.id), upload.id)
    const result = received.ok ? await drafts.attach(actor, submission.id, received.file, '') : received
    if (result.ok) return end(upload, 'attached')
    return isPassing(result.code) ? result.code : end(upload, result.code)
  }

  /** Runs once at a time for each upload, however often it is asked for. */
  function finish(actor: Actor, upload: Upload): Promise<UploadOutcome> {
    if (upload.ended) return Promise.resolve(upload.ended.outcome)
    const running = finishing.get(upload.id)
    if (running) return running
    const run = putIntoSlot(actor, upload).finally(() => finishing.delete(upload.id))
    finishing.set(upload.id, run)
    return run
  }

  const isWhole = async (upload: Upload) => (await parts.size(upload.id)) === upload.bytes

  return {
    /** Lets a file begin to come, in place of another on its way to the slot, or go on where it stopped. Refusals are answered with their reason. */
    async beginUpload(
      actor: Actor,
      submissionId: string,
      slotId: string,
      asked: AskedUpload,
    ): Promise<BegunUpload> {
      const submission = await ownSubmission(deps.store, actor, submissionId)
      const { institutionId, personId } = submission
      const slot = slotOf(await askedOf(deps.catalogue, submission), slotId)
      if (slot?.kind !== 'file') throw new NotFound('no such slot')
      const now = clock.now()
      const pending = (await uploads.pending(institutionId, personId)).filter(
        ({ expiresAt }) => expiresAt > now,
      )
      const decision = decideBeginning(
        { ...asked, submissionId, slotId },
        {
          open: isOpen(submission, slotId),
          mostBytes: mostBytesOf(slot),
          pending,
          freeBytes: await parts.freeBytes(),
        },
      )
      if (decision.kind !== 'begin') return decision
      const expiresAt = new Date(now.getTime() + UPLOAD_LIMITS.days * DAY_MS)
      const whose = { institutionId, personId, submissionId, slotId }
      for (const older of pending)
        if (isForSameSlot(older, { submissionId, slotId })) await end(older, 'cancelled')
      const upload = await uploads.begin({ ...whose, ...asked, createdAt: now, expiresAt })
      return { kind: 'begun', upload }
    },
    /** An upload of the actor's that is on its way, for one more part of it. NotFound once it has ended or expired. */
    async openUpload(actor: Actor, id: string): Promise<Upload> {
      const upload = await own(actor, id)
      if (upload.ended || upload.expiresAt <= clock.now()) throw new NotFound('it is not on its way any more')
      return upload
    },
    /**
     * Puts an upload that has arrived whole into its slot and answers what became of it; asked again, it answers the
     * same. Throws Conflict while parts are missing.
     */
    async attachUpload(actor: Actor, id: string): Promise<UploadOutcome> {
      const upload = await own(actor, id)
      if (!upload.ended && !finishing.has(id) && !(await isWhole(upload)))
        throw new Conflict('upload_incomplete', 'parts are missing')
      return finish(actor, upload)
    },
    /** Throws away what has arrived. */
    async cancelUpload(actor: Actor, id: string): Promise<void> {
      const upload = await own(actor, id)
      if (!upload.ended) await end(upload, 'cancelled')
    },
    /**
     * Ends what expired, puts into its slot what arrived whole and was left there (a closed tab, a crash), and throws
     * away parts that nobody knows. Answers how many it dealt with.
     */
    async sweepUploads(): Promise<number> {
      const now = clock.now()
      let dealt = 0
      for (const upload of await uploads.begunBefore(new Date(now.getTime() - FINISH_AFTER_MS))) {
        const { institutionId, personId } = upload
        const actor: Actor = { kind: 'person', institutionId, personId }
        const expired = upload.expiresAt <= now
        if (!expired && !(await isWhole(upload))) continue
        await (expired ? end(upload, 'expired') : finish(actor, upload)).catch((error: unknown) => {
          logger.error({ code: 'upload.not_finished', uploadId: upload.id, err: error })
        })
        dealt += 1
      }
      const ids = await parts.ids()
      const known = await uploads.onTheWay(ids)
      for (const id of ids.filter((one) => !known.has(one))) {
        await parts.remove(id)
        dealt += 1
      }
      return dealt
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>
