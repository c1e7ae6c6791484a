import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { NotFound, Refused } from '../errors/errors.js'
import type { OpenedEvidence } from './evidence.js'
import { isPlayed, isShownInline } from './fileKind.js'
import type { EvidenceFile } from './submission.js'

const KEPT_AN_HOUR = 'private, max-age=3600'

/**
 * Answers with an evidence file that somebody may see, in parts where a player asks for them (RFC 9110 §14).
 * @param cache how long a browser may keep it (`Cache-Control`)
 */
export async function sendEvidence(
  req: Request,
  res: Response,
  { file, read }: OpenedEvidence,
  cache = KEPT_AN_HOUR,
): Promise<void> {
  if (file.erased) throw new NotFound('its bytes are deleted')
  describe(res, file, cache)
  const asked = isPlayed(file.type) ? req.range(file.bytes) : undefined
  const range = Array.isArray(asked) && asked.type === 'bytes' && asked.length === 1 ? asked[0] : undefined
  if (asked === -1) {
    res.status(416).set('Content-Range', `bytes */${file.bytes}`).removeHeader('Content-Disposition')
    res.end()
    return
  }
  if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  res.set('Content-Length', String(range ? range.end - range.start + 1 : file.bytes))
  if (req.method === 'HEAD') {
    res.end()
    return
  }
  await pour(await read(range), res)
}

/** The same for the picture of a file. Throws NotFound where there is none. */
export async function sendPreview(
  res: Response,
  { file, readPreview }: OpenedEvidence,
  cache = KEPT_AN_HOUR,
): Promise<void> {
  if (!file.preview || file.erased) throw new NotFound('no preview')
  describe(res, { ...file, name: `${file.name}.webp`, type: 'image/webp' }, cache)
  await pour(await readPreview(), res)
}

/** Sends what a storage opened. Headers said for the file do not stand for an error page. */
async function pour(opened: Awaited<ReturnType<OpenedEvidence['read']>>, res: Response): Promise<void> {
  if (!opened.ok) {
    for (const name of described) res.removeHeader(name)
    if (opened.code === 'gone') throw new NotFound('the storage has no such file')
    throw new Refused('storage_away', 503, `the evidence storage: ${opened.code}`)
  }
  // A player that has seen enough hangs up: that is not an error.
  await pipeline(opened.stream, res).catch((error: unknown) => {
    if (!res.headersSent) throw error
    res.destroy()
  })
}

const described = [
  'Content-Type',
  'Content-Length',
  'Content-Range',
  'Content-Disposition',
  'Content-Security-Policy',
  'Cache-Control',
  'Accept-Ranges',
]

/** What a person uploaded is never run: no sniffing, no script, and a download unless its bytes were checked. */
function describe(res: Response, file: Pick<EvidenceFile, 'name' | 'type'>, cache: string): void {
  const how = isShownInline(file.type) ? 'inline' : 'attachment'
  const text = file.type.startsWith('text/') ? '; charset=utf-8' : ''
  res.set({
    'Content-Type': `${file.type}${text}`,
    'Content-Disposition': `${how}; filename*=UTF-8''${encodeName(file.name)}`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': cache,
    'Accept-Ranges': isPlayed(file.type) ? 'bytes' : 'none',
  })
}

/** RFC 8187 ext-value: percent-encoded UTF-8, stricter than encodeURIComponent. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
