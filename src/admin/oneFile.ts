import type { Request } from 'express'
import { Refused } from '../errors/errors.js'
import { readMultipart } from '../submissions/multipart.js'

/**
 * The one file of a multipart form, in memory; empty where none was chosen. Throws Refused `too_large` (413) beyond `mostBytes`, and
 * as `readMultipart` for a broken form.
 */
export async function oneFileIn(req: Request, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  if (!req.is('multipart/form-data')) return Buffer.alloc(0)
  await readMultipart(req, async (_field, _name, source) => {
    for await (const part of source) {
      const bytes = part as Buffer
      size += bytes.length
      if (size <= mostBytes) parts.push(bytes)
    }
  })
  if (size > mostBytes) throw new Refused('too_large', 413, 'a document beyond its limit')
  return Buffer.concat(parts)
}
