import type { Request } from 'express'
import { slotOf, type MicroCredential } from '../catalogue/microCredential.js'
import type { FieldError } from '../web/forms.js'
import { typedValues } from '../web/forms.js'
import type { PostedDraft } from './draft.js'
import { fieldNames, readDraft } from './draftForm.js'
import { isMultipart, readMultipart } from './multipart.js'
import type { ReceivedUpload, UploadCode } from './receiving.js'
import type { SubmissionService } from './submissionService.js'

/** A posted evidence page: what was typed, what was uploaded, and what is wrong with either. */
export interface EvidenceForm {
  draft: PostedDraft
  uploads: ReceivedUpload[]
  errors: FieldError[]
  /** As typed, to be shown again. */
  values: Record<string, string>
}

/**
 * Reads the evidence page, as a plain form or as a multipart one with files. Files are received on the way and
 * must be attached or let go by the caller; when reading fails, they are let go here.
 */
export async function readEvidenceForm(
  req: Request,
  microCredential: MicroCredential,
  submissions: Pick<SubmissionService, 'receive' | 'letGo'>,
): Promise<EvidenceForm> {
  const uploads: ReceivedUpload[] = []
  const errors: FieldError[] = []
  const body: unknown = isMultipart(req)
    ? await readMultipart(req, async (field, name, source) => {
        const slot = slotOf(microCredential, field.replace(/^file-/, ''))
        if (slot?.kind !== 'file') {
          source.resume()
          return
        }
        const result = await submissions.receive(slot, name, source)
        if (result.ok) uploads.push(result.file)
        else errors.push(fileError(slot.id, result.code))
      }).catch(async (error: unknown) => {
        for (const upload of uploads) await submissions.letGo(upload)
        throw error
      })
    : req.body
  const { draft, errors: typing } = readDraft(microCredential, body)
  return { draft, uploads, errors: [...typing, ...errors], values: typedValues(body) }
}

/** Why a file was not taken, as an instruction beside its field. */
export const fileError = (slotId: string, code: UploadCode): FieldError => ({
  field: fieldNames.file(slotId),
  message: `submissions.upload.${code}`,
})
