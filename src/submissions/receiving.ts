import type { Readable } from 'node:stream'
import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import { newId } from '../database/ids.js'
import { fileKind } from './fileKind.js'
import { readableName } from './fileName.js'
import { hiddenDanger, type Danger } from './hiddenDanger.js'
import type { Intake, ReceivedFile } from './intake.js'
import { blankNotes, mayHoldNotes } from './media/filmNotes.js'
import { isPictureType, type PictureType, type PreviewSize } from './media/mediaTask.js'
import type { Workshop } from './media/workshop.js'
import type { EvidenceFile } from './submission.js'

export const DEFAULT_MAX_BYTES = 50_000_000

/** Why a file was not taken: closed, so that each reason has its instruction in the locale files. */
export type UploadCode =
  | 'tooLarge'
  | 'empty'
  | 'interrupted'
  | 'full'
  | 'wrongKind'
  | 'heic'
  | 'unreadable'
  | Danger
  | 'closed'
  | 'notKept'

export type UploadResult = { ok: true; file: ReceivedUpload } | { ok: false; code: UploadCode }

/** A checked file on its way into a slot. */
export interface ReceivedUpload {
  slotId: string
  received: ReceivedFile
  preview: ReceivedFile | null
  file: EvidenceFile
}

/** The most bytes a slot takes. */
export const mostBytesOf = (slot: EvidenceSlot): number => slot.limits.maxBytes ?? DEFAULT_MAX_BYTES

/** Taking in a file: what it is, whether the slot takes it, and what we make of it before it is kept. */
export function createReceiving({ intake, workshop }: { intake: Intake; workshop: Workshop }) {
  /** Pictures are drawn anew, so that no place or camera stays in them; the original is not kept. */
  async function picture(received: ReceivedFile, type: PictureType): Promise<Made | UploadCode> {
    const [to, preview] = [intake.freshPlace(), intake.freshPlace()]
    const made = await workshop.work({ kind: 'picture', from: received.path, to, preview, type })
    await intake.discard(received)
    if (made.ok)
      return { received: await intake.take(to), preview: await intake.take(preview), size: made.preview }
    for (const path of [to, preview]) await intake.discard({ path })
    return made.code === 'busy' ? 'notKept' : 'unreadable'
  }

  /** A document that cannot be drawn is kept all the same: its reader may know better. */
  async function document(received: ReceivedFile): Promise<Made> {
    const preview = intake.freshPlace()
    const made = await workshop.work({ kind: 'document', from: received.path, preview })
    if (made.ok) return { received, preview: await intake.take(preview), size: made.preview }
    await intake.discard({ path: preview })
    return { received, preview: null, size: null }
  }

  /** A film keeps its frames and loses its notes: the place, the camera, the time. Its hash is of what is left. */
  async function film(received: ReceivedFile): Promise<Made | UploadCode> {
    const notes = await blankNotes(received.path)
    if (notes === 'unreadable') return 'unreadable'
    return {
      received: notes === 'blanked' ? await intake.take(received.path) : received,
      preview: null,
      size: null,
    }
  }

  function make(received: ReceivedFile, type: string): Promise<Made | UploadCode> | Made {
    if (isPictureType(type)) return picture(received, type)
    if (type === 'application/pdf') return document(received)
    return mayHoldNotes(type) ? film(received) : { received, preview: null, size: null }
  }

  return {
    /**
     * Receives a file for a slot and decides by its content whether the slot takes it. What is refused is gone
     * again. The answer is to be attached with `attach`, or let go with `letGo`.
     */
    async receive(
      slot: EvidenceSlot,
      name: string,
      source: Readable,
      artefactId = newId(),
    ): Promise<UploadResult> {
      const arrived = await intake.receive(source, mostBytesOf(slot))
      if (!arrived.ok) return arrived
      const { path } = arrived.file
      const refuse = async (code: UploadCode): Promise<UploadResult> => {
        await intake.discard({ path })
        return { ok: false, code }
      }
      const shown = readableName(name)
      const kind = await fileKind(path, shown)
      const { accept } = slot.limits
      if (kind && /^image\/hei[cf]$/.test(kind.type)) return refuse('heic')
      if (!kind || (accept?.length && !kind.kinds.some((one) => accept.includes(one))))
        return refuse('wrongKind')
      const danger = await hiddenDanger(path, kind.type)
      if (danger) return refuse(danger)
      const made = await make(arrived.file, kind.type)
      if (typeof made === 'string') return refuse(made)
      const { received, preview, size } = made
      const { bytes, sha256 } = received
      const facts = { artefactId, name: shown, type: kind.type, bytes, sha256 }
      const file = size ? { ...facts, preview: size } : facts
      return { ok: true, file: { slotId: slot.id, received, preview, file } }
    },
    /** Lets go of a received file that will not be attached. */
    async letGo({ received, preview }: Pick<ReceivedUpload, 'received' | 'preview'>): Promise<void> {
      await intake.discard(received)
      if (preview) await intake.discard(preview)
    },
  }
}

interface Made {
  received: ReceivedFile
  preview: ReceivedFile | null
  size: PreviewSize | null
}
