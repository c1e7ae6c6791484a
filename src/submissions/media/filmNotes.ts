import { open, type FileHandle } from 'node:fs/promises'

/** Types whose bytes are made of boxes (ISO/IEC 14496-12 §4.2; QuickTime is the elder of it). */
const boxed = /^(video\/(mp4|x-m4v|quicktime|3gpp)|audio\/(mp4|x-m4a))$/

/** Boxes with notes beside the film (§8.10.1, §8.11.1): the place, the camera, the time, a title. No player needs them. */
const notes = new Set(['udta', 'meta'])
const opened = new Set(['moov', 'trak'])
/** A `uuid` box with XMP in it (XMP specification part 3, §1.1.4). */
const XMP = 'be7acfcb97a942e89c71999491e3afac'

/** Many times what a long film in fragments has; a file made to be walked for ever has more. */
const MOST_BOXES = 50_000
const WINDOW = 65_536
const ZEROS = Buffer.alloc(65_536)

interface Box {
  type: string
  start: number
  /** Where what is in it begins. */
  content: number
  end: number
}

export type NotesBlanked = 'none' | 'blanked' | 'unreadable'

export const mayHoldNotes = (type: string): boolean => boxed.test(type)

/**
 * Blanks the notes of a film or a sound on this machine where they lie: each becomes a `free` box (§8.1.2) of the same
 * length full of zeros, so that everything else stays where it is and nothing is encoded again.
 */
export async function blankNotes(path: string): Promise<NotesBlanked> {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    const found: Box[] = []
    const read = windowOn(file)
    let seen = 0
    const levels = [{ at: 0, end: size }]
    for (let level = levels.pop(); level; level = levels.pop())
      for (let { at } = level; at + 8 <= level.end;) {
        seen += 1
        if (seen > MOST_BOXES) return 'unreadable'
        const box = await readBox(read, at, level.end)
        if (!box) break
        if (notes.has(box.type) || (await isXmp(read, box))) found.push(box)
        else if (opened.has(box.type)) levels.push({ at: box.content, end: box.end })
        at = box.end
      }
    for (const box of found) await blank(file, box)
    return found.length > 0 ? 'blanked' : 'none'
  } finally {
    await file.close()
  }
}

/** Sixteen bytes from anywhere, fewer at the end; what lies close together is read at once. */
function windowOn(file: FileHandle): (at: number) => Promise<Buffer> {
  const buffer = Buffer.alloc(WINDOW)
  let [from, length] = [0, 0]
  return async (at) => {
    if (at < from || at + 16 > from + length) {
      from = at
      length = (await file.read(buffer, 0, WINDOW, at)).bytesRead
    }
    return buffer.subarray(at - from, Math.min(at - from + 16, length))
  }
}

type Read = ReturnType<typeof windowOn>

/** The box that begins here; null where none can: what follows is not made of boxes. A box cut off by the file's end ends there. */
async function readBox(read: Read, start: number, end: number): Promise<Box | null> {
  const head = await read(start)
  if (head.length < 8) return null
  const type = head.toString('latin1', 4, 8)
  const short = head.readUInt32BE(0)
  if (short === 0) return { type, start, content: start + 8, end }
  const long = short === 1
  if (long && head.length < 16) return null
  const length = long ? Number(head.readBigUInt64BE(8)) : short
  const content = start + (long ? 16 : 8)
  if (start + length < content) return null
  return { type, start, content, end: Math.min(start + length, end) }
}

const isXmp = async (read: Read, { type, content }: Box): Promise<boolean> =>
  type === 'uuid' && (await read(content)).toString('hex') === XMP

async function blank(file: FileHandle, { start, content, end }: Box): Promise<void> {
  await file.write(Buffer.from('free', 'latin1'), 0, 4, start + 4)
  for (let at = content; at < end; at += ZEROS.length)
    await file.write(ZEROS, 0, Math.min(ZEROS.length, end - at), at)
}
