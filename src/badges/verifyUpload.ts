import busboy from 'busboy'
import type { Request } from 'express'
import { Refused } from '../errors/errors.js'
import { largestBadge } from './openBadges/verify/readBadge.js'

/** What somebody wants checked, as they gave it. */
export interface Asked {
  file: Buffer | null
  text: string
  url: string
  recipient: string
}

const longestText = 600_000

/**
 * Reads the verifier's form, multipart or already parsed. A file beyond the limit is cut one byte past it, so that it is refused as
 * too large; fields nobody asked for are dropped. Rejects with Refused: `too_large` (413) for more text than any badge has,
 * `bad_request` (400) for a form that is broken or breaks off.
 */
export async function readAsked(req: Request): Promise<Asked> {
  const asked: Asked = { file: null, text: '', url: '', recipient: '' }
  if (!req.is('multipart/form-data')) return { ...asked, ...known(req.body) }
  const form = openForm(req)
  const fields: Record<string, string> = {}
  const parts: Buffer[] = []
  let tooMuch = false
  form.on('file', (_name, stream) => {
    // A form that ends within a file fails twice, here and as a whole: unheard, an error event ends the process.
    stream.on('error', () => undefined)
    stream.on('data', (part: Buffer) => parts.push(part))
  })
  form.on('field', (name, value, { valueTruncated }) => {
    if (valueTruncated) tooMuch = true
    fields[name] = value
  })
  await new Promise<void>((resolve, reject) => {
    form.on('close', resolve)
    form.on('error', reject)
    req.on('error', reject)
    req.on('aborted', () => reject(new Error('aborted')))
    req.pipe(form)
  }).catch(() => {
    // What still comes is let go by, so that the sender hears the answer.
    req.unpipe(form).resume()
    throw new Refused('bad_request', 400, 'broken form')
  })
  if (tooMuch) throw new Refused('too_large', 413, 'more text than any badge has')
  const file = Buffer.concat(parts)
  return { ...asked, ...known(fields), file: file.length > 0 ? file : null }
}

function openForm(req: Request): busboy.Busboy {
  const limits = { files: 1, fields: 6, fieldSize: longestText, fileSize: largestBadge + 1, parts: 8 }
  try {
    return busboy({ headers: req.headers, limits })
  } catch {
    throw new Refused('bad_request', 400, 'not a multipart form')
  }
}

function known(body: unknown): Partial<Asked> {
  if (typeof body !== 'object' || body === null) return {}
  const text = (name: string) => {
    const value: unknown = Reflect.get(body, name)
    return typeof value === 'string' ? value.trim() : ''
  }
  return { text: text('text'), url: text('url'), recipient: text('recipient').slice(0, 320) }
}
