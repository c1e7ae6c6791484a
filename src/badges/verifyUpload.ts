import busboy from 'busboy'
import type { Request } from 'express'
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
 * too large; fields nobody asked for are dropped. Rejects when the form itself is broken.
 */
export async function readAsked(req: Request): Promise<Asked> {
  const asked: Asked = { file: null, text: '', url: '', recipient: '' }
  if (!req.is('multipart/form-data')) return { ...asked, ...known(req.body) }
  const form = busboy({
    headers: req.headers,
    limits: { files: 1, fields: 6, fieldSize: longestText, fileSize: largestBadge + 1, parts: 8 },
  })
  const fields: Record<string, string> = {}
  const parts: Buffer[] = []
  form.on('file', (_name, stream) => stream.on('data', (part: Buffer) => parts.push(part)))
  form.on('field', (name, value) => {
    fields[name] = value
  })
  await new Promise<void>((resolve, reject) => {
    form.on('close', resolve)
    form.on('error', reject)
    req.on('error', reject)
    req.on('aborted', () => reject(new Error('aborted')))
    req.pipe(form)
  })
  const file = Buffer.concat(parts)
  return { ...asked, ...known(fields), file: file.length > 0 ? file : null }
}

function known(body: unknown): Partial<Asked> {
  if (typeof body !== 'object' || body === null) return {}
  const text = (name: string) => {
    const value: unknown = Reflect.get(body, name)
    return typeof value === 'string' ? value.trim() : ''
  }
  return { text: text('text'), url: text('url'), recipient: text('recipient').slice(0, 320) }
}
