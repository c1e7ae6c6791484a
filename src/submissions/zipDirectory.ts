import { open, type FileHandle } from 'node:fs/promises'

/** What a zip archive says about itself; nothing in it is unpacked. Sizes are as declared, in bytes. */
export interface ZipDirectory {
  names: string[]
  packedBytes: number
  unpackedBytes: number
  /** Whether the archive is all there is: nothing before its first entry and nothing after its end. */
  fillsFile: boolean
}

const MOST_DIRECTORY_BYTES = 4_000_000
const END_BYTES = 22
const LONGEST_COMMENT = 65_535

/**
 * Reads the directory at the end of a zip archive (APPNOTE 6.3.10, 4.3.12 and 4.3.16). Null where a file does not end
 * as an archive does, or its directory is broken or too long to be an honest document's.
 */
export async function readZipDirectory(path: string): Promise<ZipDirectory | null> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const tail = await read(handle, Math.max(0, size - END_BYTES - LONGEST_COMMENT), size)
    const at = endRecord(tail)
    if (at === null) return null
    const bytes = tail.readUInt32LE(at + 12)
    const declaredStart = tail.readUInt32LE(at + 16)
    const start = size - tail.length + at - bytes
    if (start < 0 || bytes > MOST_DIRECTORY_BYTES) return null
    return entriesOf(await read(handle, start, start + bytes), declaredStart === start)
  } finally {
    await handle.close()
  }
}

/** Where the end record begins: the one whose comment reaches exactly to the end of the file. */
function endRecord(tail: Buffer): number | null {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1)
    if (tail.readUInt32LE(at) === 0x06054b50 && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)
      return at
  return null
}

function entriesOf(directory: Buffer, startsRight: boolean): ZipDirectory | null {
  const found: ZipDirectory = { names: [], packedBytes: 0, unpackedBytes: 0, fillsFile: false }
  let first = Infinity
  let at = 0
  while (at < directory.length) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) return null
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      directory.readUInt16LE(at + field),
    )
    found.packedBytes += directory.readUInt32LE(at + 20)
    found.unpackedBytes += directory.readUInt32LE(at + 24)
    first = Math.min(first, directory.readUInt32LE(at + 42))
    found.names.push(directory.toString('utf8', at + 46, at + 46 + (nameBytes ?? 0)))
    at += 46 + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0)
  }
  return { ...found, fillsFile: startsRight && first === 0 }
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from)
  return buffer.subarray(0, bytesRead)
}
