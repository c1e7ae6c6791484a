import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import type { MediaKind } from '../catalogue/evidenceSlot.js'

/** What a file is, by its content: the type it will be served as, and the kinds of evidence it can be. */
export interface FileKind {
  type: string
  kinds: MediaKind[]
}

const office = 'application/vnd.openxmlformats-officedocument.'
const openDocument = 'application/vnd.oasis.opendocument.'

/** Recognised by their bytes. What is not listed is refused: archives, programs, markup, macros, fonts. */
const byContent: Record<string, MediaKind[]> = {
  'application/pdf': ['document'],
  'application/rtf': ['document'],
  [`${office}wordprocessingml.document`]: ['document'],
  [`${office}presentationml.presentation`]: ['document'],
  [`${office}presentationml.slideshow`]: ['document'],
  [`${office}spreadsheetml.sheet`]: ['document'],
  [`${openDocument}text`]: ['document'],
  [`${openDocument}presentation`]: ['document'],
  [`${openDocument}spreadsheet`]: ['document'],
  'image/jpeg': ['image'],
  'image/png': ['image'],
  'image/webp': ['image'],
  'image/gif': ['image'],
  // Known, so that people can be told what to do: nothing here can open them (their codec is not free).
  'image/heic': ['image'],
  'image/heif': ['image'],
  'audio/mpeg': ['audio'],
  'audio/mp4': ['audio'],
  'audio/x-m4a': ['audio'],
  'audio/aac': ['audio'],
  'audio/wav': ['audio'],
  'audio/ogg': ['audio'],
  'audio/ogg; codecs=opus': ['audio'],
  'audio/flac': ['audio'],
  'audio/amr': ['audio'],
  // A browser's recorder writes sound alone into the same container.
  'video/mp4': ['video', 'audio'],
  'video/x-m4v': ['video'],
  'video/quicktime': ['video'],
  'video/3gpp': ['video'],
  'video/webm': ['video', 'audio'],
}

/** Formats without a signature, or with one shared by many programs: the name decides among harmless ones. */
const olderOffice: Record<string, string> = {
  doc: 'application/msword',
  ppt: 'application/vnd.ms-powerpoint',
  xls: 'application/vnd.ms-excel',
}
const plainText: Record<string, string> = { txt: 'text/plain', md: 'text/markdown', csv: 'text/csv' }

const MARKUP = /^\s*(<!doctype|<\?xml|<html|<svg|<script|<head|<body|#!)/i

/** Decides what a file on this machine is, from its bytes. Null: nothing we take as evidence. */
export async function fileKind(path: string, name: string): Promise<FileKind | null> {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const text = plainText[extension]
  const reading = text ? await readText(path) : null
  // The byte order mark of UTF-16 (as spreadsheets write it) is also how some sound files begin.
  if (text && reading === 'utf-16le') return { type: text, kinds: ['document'] }
  const found = await fileTypeFromFile(path).catch(() => undefined)
  if (found?.mime === 'application/x-cfb') {
    const type = olderOffice[extension]
    return type ? { type, kinds: ['document'] } : null
  }
  if (found) {
    const kinds = byContent[found.mime]
    return kinds ? { type: found.mime.split(';')[0] ?? found.mime, kinds } : null
  }
  return text && reading ? { type: text, kinds: ['document'] } : null
}

/** The encoding of a readable text (UTF-16 only with its mark); null for anything that begins like markup or a program. */
async function readText(path: string): Promise<'utf-8' | 'utf-16le' | null> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const bytes = buffer.subarray(0, bytesRead)
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
    // The last character may be cut in two: `stream` leaves it for later instead of calling it an error.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    const printable = !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)
    return printable && !MARKUP.test(text) ? encoding : null
  } catch {
    return null
  } finally {
    await handle.close()
  }
}

const showable = /^(image\/(jpeg|png|webp|gif)|audio\/.+|video\/.+)$/

/**
 * Whether a browser may show the file in place (its bytes were checked); everything else is downloaded. A PDF too:
 * browsers refuse to open their PDF viewer in the sandbox we serve every file in.
 */
export const isShownInline = (type: string): boolean => showable.test(type)

/** Whether the file is listened to or watched, and so needs ranges. */
export const isPlayed = (type: string): boolean => /^(audio|video)\//.test(type)
