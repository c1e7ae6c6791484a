import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import type { Request } from 'express'
import { Refused } from '../errors/errors.js'

const MAX_FIELDS = 200
const MAX_FILES = 20
const MAX_FIELD_BYTES = 512_000
const MAX_TEXT_BYTES = 1_000_000

/** Called for each file in turn; must read the stream to its end or destroy it. */
export type OnFile = (field: string, name: string, source: Readable) => Promise<void>

/**
 * Reads a multipart form: files are streamed to `onFile` as they arrive, text fields are answered at the end.
 * A file input left empty is skipped. Throws Refused `too_large` (413) for too much text, `bad_request` (400)
 * for a body that is not a form, and `upload_interrupted` (400) when it breaks off.
 */
export async function readMultipart(req: Request, onFile: OnFile): Promise<Record<string, string>> {
  const fields: Record<string, string> = {}
  const files: Promise<void>[] = []
  let textBytes = 0
  let tooMuch = false
  let parser: busboy.Busboy
  try {
    parser = busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { fields: MAX_FIELDS, files: MAX_FILES, fieldSize: MAX_FIELD_BYTES, fieldNameSize: 200 },
    })
  } catch {
    throw new Refused('bad_request', 400, 'not a multipart form')
  }
  parser.on('field', (name, value, { valueTruncated, nameTruncated }) => {
    textBytes += Buffer.byteLength(value)
    if (valueTruncated || nameTruncated || textBytes > MAX_TEXT_BYTES) tooMuch = true
    else fields[name] = value
  })
  for (const limit of ['fieldsLimit', 'filesLimit'] as const) parser.on(limit, () => (tooMuch = true))
  parser.on('file', (field, source, { filename }) => {
    // A form that ends within a file fails twice, here and as a whole: unheard, an error event ends the process.
    source.on('error', () => undefined)
    // A file input that was left empty still sends a part, without a name (HTML, "constructing the entry list").
    if (filename) files.push(onFile(field, filename, source))
    else source.resume()
  })
  const read = await pipeline(req, parser).then(
    () => true,
    () => false,
  )
  const settled = await Promise.allSettled(files)
  const failed = settled.find((file) => file.status === 'rejected')
  if (failed) throw failed.reason
  if (tooMuch) throw new Refused('too_large', 413, 'too much text in a multipart form')
  if (!read) throw new Refused('upload_interrupted', 400, 'the form broke off')
  return fields
}

/** Whether a request carries a multipart form. */
export const isMultipart = (req: Request): boolean => req.is('multipart/form-data') === 'multipart/form-data'

/** The text fields of a multipart form; its files are read and let go. */
export const readTexts = (req: Request): Promise<Record<string, string>> =>
  readMultipart(req, (_field, _name, source) => {
    source.resume()
    return Promise.resolve()
  })
