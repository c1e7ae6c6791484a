import { Router, type Request, type RequestHandler, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Metadata } from '@tus/server'
import { z } from 'zod'
import { Refused } from '../../errors/errors.js'
import { requireActor } from '../../identity/requestActor.js'
import { viewContextOf } from '../../web/views.js'
import { readableName } from '../fileName.js'
import type { SubmissionService } from '../submissionService.js'
import type { Resume } from './tusServer.js'
import type { AskedUpload, Upload, UploadOutcome } from './upload.js'

/** A school behind one address sends many files at once; more than this is a machine. */
const BEGUN_PER_TEN_MINUTES = 1_000
/** A sender who is silent for so long has lost the line; what arrived is kept. */
const SILENCE_MS = 60_000
/** How long an answer waits for a file to be checked and kept; after that the sender asks again. */
const PATIENCE_MS = 20_000
const VERSION = '1.0.0'

/**
 * Resumable uploads (tus 1.0.0: core, creation, termination, expiration). `POST /submissions/:id/artefacts/:slotId/uploads`
 * begins one, or finds the same file on its way; `HEAD`, `PATCH` and `DELETE /uploads/:uploadId` go on with it and
 * `POST /uploads/:uploadId/attachment` puts it into its slot.
 *
 * Mount it before anything that reads bodies. `guard` is the CSRF guard: another site can cause none of these requests
 * (PATCH, DELETE and the protocol's headers need a preflight, which is never granted), and Origin, Sec-Fetch-Site and
 * the page's token (`X-CSRF-Token`) are checked all the same.
 */
export function uploadRoutes(deps: {
  submissions: SubmissionService
  resume: Resume
  guard: RequestHandler
}): Router {
  const { submissions, resume, guard } = deps
  const router = Router()
  const limited = rateLimit({
    windowMs: 10 * 60_000,
    limit: BEGUN_PER_TEN_MINUTES,
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw new Refused('too_many', 429)
    },
  })

  router.use('/uploads', guard)
  router.use('/submissions/:id/artefacts/:slotId/uploads', guard, limited)

  router.post('/submissions/:id/artefacts/:slotId/uploads', async (req, res) => {
    const actor = requireActor(req)
    // Whose it is comes before what is wrong with it.
    await submissions.asked(actor, req.params.id)
    const begun = await submissions.beginUpload(actor, req.params.id, req.params.slotId, readAsked(req))
    if (begun.kind === 'refuse') {
      refuse(res, begun.code)
      return
    }
    tell(res, begun.upload)
    if (begun.kind === 'begun') await resume(req, res, begun.upload)
    else res.status(201).location(`/uploads/${begun.upload.id}`).end()
  })

  const goOn: RequestHandler<{ uploadId: string }> = async (req, res) => {
    const upload = await submissions.openUpload(requireActor(req), req.params.uploadId)
    req.setTimeout(SILENCE_MS, () => req.destroy())
    tell(res, upload)
    await resume(req, res, upload)
  }
  router.head('/uploads/:uploadId', goOn)
  router.patch('/uploads/:uploadId', goOn)

  router.delete('/uploads/:uploadId', async (req, res) => {
    const actor = requireActor(req)
    await submissions.openUpload(actor, req.params.uploadId)
    await submissions.cancelUpload(actor, req.params.uploadId)
    res.set('Tus-Resumable', VERSION).status(204).end()
  })

  router.post('/uploads/:uploadId/attachment', async (req, res) => {
    const outcome = await atMost(
      PATIENCE_MS,
      submissions.attachUpload(requireActor(req), req.params.uploadId),
    )
    answer(res, outcome)
  })
  return router
}

function tell(res: Response, { expiresAt }: Upload): void {
  res.set({ 'Tus-Resumable': VERSION, 'Upload-Expires': expiresAt.toUTCString() })
}

const asked = z.object({
  name: z.string().min(1).max(1_000).transform(readableName),
  bytes: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  fingerprint: z.string().max(1_500),
})

/** What is to come, from the headers of a creation request (tus 1.0.0, "Creation"). */
function readAsked(req: Request): AskedUpload {
  const given = req.get('upload-metadata')
  let metadata: Record<string, string | null> = {}
  try {
    metadata = given ? Metadata.parse(given) : {}
  } catch {
    metadata = {}
  }
  const read = asked.safeParse({
    name: metadata['name'] ?? metadata['filename'],
    bytes: req.get('upload-length'),
    fingerprint: metadata['fingerprint'] ?? '',
  })
  if (!read.success || req.get('tus-resumable') !== VERSION)
    throw new Refused('upload_headers', 422, 'not a creation request of tus 1.0.0')
  return read.data
}

const statusOf: Partial<Record<UploadOutcome | 'tooMany', number>> = {
  tooLarge: 413,
  tooMany: 429,
  full: 507,
  notKept: 503,
  interrupted: 503,
}

/** Says why, in words for the person and with a status for the program. */
function refuse(res: Response, code: UploadOutcome | 'tooMany'): void {
  const { t } = viewContextOf(res)
  res.status(statusOf[code] ?? 422).json({ code, message: t(`submissions.upload.${code}`) })
}

function answer(res: Response, outcome: UploadOutcome | 'working'): void {
  if (outcome === 'working') res.status(202).json({ code: 'working' })
  else if (outcome === 'attached') res.json({ code: 'attached' })
  else refuse(res, outcome)
}

async function atMost<T>(ms: number, work: Promise<T>): Promise<T | 'working'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'working'>((resolve) => {
    timer = setTimeout(() => {
      resolve('working')
    }, ms)
  })
  // What fails after the answer has gone is found by the job that comes back to it.
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer)
  })
}
