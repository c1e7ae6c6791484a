import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { readZipDirectory } from './zipDirectory.js'

/** Something in a file of a kind we take that we do not pass on: small programs, or a second file inside the first. */
export type Danger = 'macros' | 'hidden'

const OFFICE = /^application\/vnd\.(openxmlformats-officedocument|oasis\.opendocument)\./
const OLDER_OFFICE = /^application\/(msword|vnd\.ms-(excel|powerpoint))$/

const programs =
  /(^|\/)(vbaProject|vbaData|activeX)|^(Basic|Scripts)\/|\.(exe|dll|com|scr|msi|jar|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk|sh|html?|svg)$/i
const markup = /<!doctype html|<html|<script|<svg|<\?php/i

/** More than an honest document unpacks to: an archive built to fill a reader's memory or disk. */
const MOST_UNPACKED_BYTES = 1_000_000_000
const WORTH_A_LOOK_BYTES = 50_000_000
const MOST_TIMES = 200

/** What is dangerous about a file whose type was read from its beginning; null when nothing is. Nothing is unpacked. */
export async function hiddenDanger(path: string, type: string): Promise<Danger | null> {
  if (OFFICE.test(type)) return inDocument(path)
  if (OLDER_OFFICE.test(type))
    return (await holds(path, Buffer.from('_VBA_PROJECT', 'utf16le'))) ? 'macros' : null
  if (type.startsWith('text/')) return null
  if (markup.test(await beginning(path))) return 'hidden'
  return (await readZipDirectory(path)) ? 'hidden' : null
}

async function inDocument(path: string): Promise<Danger | null> {
  const zip = await readZipDirectory(path)
  if (!zip?.fillsFile) return 'hidden'
  if (zip.names.some((name) => programs.test(name))) return 'macros'
  const { unpackedBytes, packedBytes } = zip
  const bomb = unpackedBytes > WORTH_A_LOOK_BYTES && unpackedBytes > packedBytes * MOST_TIMES
  return bomb || unpackedBytes > MOST_UNPACKED_BYTES ? 'hidden' : null
}

async function beginning(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function holds(path: string, wanted: Buffer): Promise<boolean> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const seen = Buffer.concat([rest, chunk as Buffer])
    if (seen.includes(wanted)) return true
    rest = seen.subarray(-wanted.length)
  }
  return false
}
