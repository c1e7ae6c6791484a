import { crc32, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The keyword of Open Badges 3.0 and that of 1.0 to 2.1. */
const keyword3 = 'openbadgecredential'
const keyword2 = 'openbadges'

/** What an image may carry at most, packed or unpacked. */
const longestText = 512 * 1024

interface Chunk {
  type: string
  data: Buffer
}

export function isPng(bytes: Uint8Array): boolean {
  return signature.equals(bytes.subarray(0, signature.length))
}

/**
 * Writes a credential into a PNG as one uncompressed iTXt chunk before the image data (Open Badges 3.0 §5.3.1), replacing any
 * that is there. Any later re-encoding of the image loses it.
 * @param png a well-formed PNG
 * @param text the credential as JSON, or a compact JWS
 * @throws Error when the image is not a whole PNG
 */
export function bakePng(png: Uint8Array, text: string): Buffer {
  const chunks = readChunks(Buffer.from(png))
  const [header, ...rest] = chunks ?? []
  if (!header) throw new Error('Not a whole PNG')
  const kept = rest.filter((chunk) => !badgeText(chunk))
  const body = Buffer.concat([Buffer.from(`${keyword3}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')])
  return Buffer.concat([signature, ...[header, { type: 'iTXt', data: body }, ...kept].map(writeChunk)])
}

/**
 * The credential baked into a PNG, from the 3.0 keyword or the older one (iTXt or tEXt, packed or plain).
 * @returns `damaged` when chunks are cut short or fail their checksum, `none` when it is a plain image, `several` when two
 * credentials are baked in, which Open Badges forbids
 */
export function extractPng(png: Uint8Array): { text: string } | { code: 'damaged' | 'none' | 'several' } {
  const chunks = readChunks(Buffer.from(png))
  if (!chunks) return { code: 'damaged' }
  const found = chunks.map(badgeText).filter((entry) => entry !== null)
  const newest = found.some((entry) => entry.keyword === keyword3) ? keyword3 : keyword2
  const texts = found.filter((entry) => entry.keyword === newest)
  const [first] = texts
  if (!first) return { code: 'none' }
  return texts.length > 1 ? { code: 'several' } : { text: first.text }
}

function readChunks(png: Buffer): Chunk[] | null {
  if (!isPng(png)) return null
  const chunks: Chunk[] = []
  let at = signature.length
  while (at + 12 <= png.length) {
    const length = png.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > png.length || crc32(png.subarray(at + 4, end)) !== png.readUInt32BE(end)) return null
    const type = png.toString('latin1', at + 4, at + 8)
    chunks.push({ type, data: png.subarray(at + 8, end) })
    if (type === 'IEND') return chunks
    at = end + 4
  }
  return null
}

function writeChunk({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function badgeText({ type, data }: Chunk): { keyword: string; text: string } | null {
  if (type !== 'iTXt' && type !== 'tEXt') return null
  const keywordEnd = data.indexOf(0)
  const keyword = data.toString('latin1', 0, Math.max(0, keywordEnd))
  if (keyword !== keyword3 && keyword !== keyword2) return null
  const rest = data.subarray(keywordEnd + 1)
  const text = type === 'tEXt' ? rest.subarray(0, longestText) : internationalText(rest)
  return text ? { keyword, text: text.toString('utf8') } : null
}

/** After the keyword of iTXt: compression flag, method, language tag, translated keyword, then the text (PNG §11.3.3.4). */
function internationalText(rest: Buffer): Buffer | null {
  const languageEnd = rest.indexOf(0, 2)
  const translatedEnd = languageEnd < 0 ? -1 : rest.indexOf(0, languageEnd + 1)
  if (translatedEnd < 0) return null
  const text = rest.subarray(translatedEnd + 1)
  if (rest[0] === 0) return text.length <= longestText ? text : null
  try {
    return inflateSync(text, { maxOutputLength: longestText })
  } catch {
    return null
  }
}
