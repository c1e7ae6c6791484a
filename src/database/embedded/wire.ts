import { BSON } from 'bson'
import type { CursorPage } from './cursors.js'
import { type Doc, isDoc, parse } from './values.js'

/** A command as it came over the wire. */
export interface Request {
  requestId: number
  /** OP_QUERY is what drivers greet with before they know that we speak OP_MSG. */
  legacy: boolean
  /** The client wants no reply (an unacknowledged write). */
  silent: boolean
  command: Doc
}

/** A message that is not one: the connection cannot go on. */
class MalformedMessage extends Error {}

/** What drivers learn from `hello` as `maxMessageSizeBytes`. */
export const maxMessageBytes = 48_000_000

const opReply = 1
const opQuery = 2004
const opMsg = 2013
const headerBytes = 16

const checksumPresent = 1
const moreToCome = 2
const required = 0xffff & ~(checksumPresent | moreToCome)

/** Cuts a stream of bytes into messages; `push` gives those that are complete. Throws `MalformedMessage`. */
export class Framer {
  #chunks: Buffer[] = []
  #length = 0

  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const messages: Buffer[] = []
    while (this.#length >= 4) {
      const first = this.#chunks[0]
      const head = first && first.length >= 4 ? first : Buffer.concat(this.#chunks)
      if (head !== first) this.#chunks = [head]
      const size = head.readInt32LE()
      if (size < headerBytes || size > maxMessageBytes) throw new MalformedMessage(`message of ${size} bytes`)
      if (this.#length < size) break
      const all = this.#chunks.length === 1 ? head : Buffer.concat(this.#chunks)
      messages.push(all.subarray(0, size))
      const rest = all.subarray(size)
      this.#chunks = rest.length > 0 ? [rest] : []
      this.#length = rest.length
    }
    return messages
  }
}

/** Reads one message: OP_MSG (MongoDB wire protocol), or OP_QUERY to `$cmd`. Throws `MalformedMessage`. */
export function readRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4)
  const opCode = message.readInt32LE(12)
  try {
    if (opCode === opMsg) return { requestId, legacy: false, ...readSections(message) }
    if (opCode === opQuery) return { requestId, legacy: true, silent: false, command: readQuery(message) }
  } catch (error) {
    throw new MalformedMessage(error instanceof Error ? error.message : String(error))
  }
  throw new MalformedMessage(`operation ${opCode}`)
}

function readSections(message: Buffer): { silent: boolean; command: Doc } {
  const flags = message.readUInt32LE(16)
  if (flags & required) throw new MalformedMessage(`flags ${flags}`)
  const end = message.length - (flags & checksumPresent ? 4 : 0)
  let command: Doc | undefined
  const sequences: Doc = {}
  for (let at = 20; at < end;) {
    const kind = message.readUInt8(at)
    const size = message.readInt32LE(at + 1)
    const stop = at + 1 + size
    if (size < 5 || stop > end) throw new MalformedMessage('section beyond the message')
    if (kind === 0) command = parse(message.subarray(at + 1, stop))
    else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 5)
      if (nameEnd < 0 || nameEnd >= stop) throw new MalformedMessage('section without a name')
      sequences[message.toString('utf8', at + 5, nameEnd)] = readDocuments(message, nameEnd + 1, stop)
    } else throw new MalformedMessage(`section of kind ${kind}`)
    at = stop
  }
  if (!command) throw new MalformedMessage('no command')
  return { silent: (flags & moreToCome) !== 0, command: { ...command, ...sequences } }
}

function readDocuments(message: Buffer, from: number, to: number): Doc[] {
  const documents: Doc[] = []
  for (let at = from; at < to;) {
    const size = message.readInt32LE(at)
    if (size < 5 || at + size > to) throw new MalformedMessage('document beyond its section')
    documents.push(parse(message.subarray(at, at + size)))
    at += size
  }
  return documents
}

function readQuery(message: Buffer): Doc {
  const nameEnd = message.indexOf(0, 20)
  if (nameEnd < 0) throw new MalformedMessage('query without a collection')
  const at = nameEnd + 9
  const command = parse(message.subarray(at, at + message.readInt32LE(at)))
  const inner = command['$query'] ?? command['query']
  return {
    ...(isDoc(inner) ? inner : command),
    $db: message.toString('utf8', 20, nameEnd).replace(/\.\$cmd$/, ''),
  }
}

/** The bytes of a reply. */
export function writeReply({ requestId, legacy }: Request, reply: Doc | CursorPage): Buffer {
  const body =
    'batch' in reply && Array.isArray(reply.batch) ? writePage(reply as CursorPage) : BSON.serialize(reply)
  const head = Buffer.alloc(legacy ? 36 : 21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(requestId, 8)
  head.writeInt32LE(legacy ? opReply : opMsg, 12)
  if (legacy) {
    head.writeInt32LE(8, 16) // AwaitCapable, which drivers of that age expect
    head.writeInt32LE(1, 32)
  }
  return Buffer.concat([head, body])
}

/** A page of a cursor, its documents copied as the bytes they are stored as. */
function writePage({ id, namespace, batch, first }: CursorPage): Buffer {
  const array = bsonDocument(batch.flatMap((bytes, i) => [Buffer.from(`\x03${i}\0`), bytes]))
  const rest = BSON.serialize({ id, ns: namespace }).subarray(4, -1)
  const cursor = bsonDocument([Buffer.from(`\x04${first ? 'firstBatch' : 'nextBatch'}\0`), array, rest])
  const ok = BSON.serialize({ ok: 1 }).subarray(4, -1)
  return bsonDocument([Buffer.from('\x03cursor\0'), cursor, ok])
}

function bsonDocument(parts: Uint8Array[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 5)
  const head = Buffer.alloc(4)
  head.writeInt32LE(size)
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], size)
}
