import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import type { EvidenceSlot } from '../../src/catalogue/evidenceSlot.js'
import { createIntake, type Intake } from '../../src/submissions/intake.js'
import { openWorkshop, type Workshop } from '../../src/submissions/media/workshop.js'
import { createReceiving } from '../../src/submissions/receiving.js'
import { mp4 } from './files.js'

const both = (en: string) => ({ en, ar: en })
const slot: EvidenceSlot = {
  ...{ id: 'film', kind: 'file', title: both('Film'), instructions: both('Film'), required: true },
  limits: { maxBytes: 10_000_000 },
}

const PLACE = '+31.9522+035.9334+0800/'
const box = (type: string, ...content: (Buffer | string)[]): Buffer => {
  const inside = Buffer.concat(
    content.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one)),
  )
  const head = Buffer.alloc(8)
  head.writeUInt32BE(inside.length + 8, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, inside])
}
/** The same with its length in eight bytes, as a film above 4 GB has it. */
const longBox = (type: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1, 0)
  head.write(type, 4, 'latin1')
  head.writeBigUInt64BE(BigInt(content.length + 16), 8)
  return Buffer.concat([head, content])
}
const begins = mp4(0)
const frames = Buffer.alloc(90_000, 'a frame of the film, udta and meta in it ')
/** What phones write: the place as QuickTime has it, as Apple has it, as 3GPP has it, and beside a track. */
const moov = box(
  'moov',
  box('mvhd', Buffer.alloc(100, 1)),
  box('trak', box('tkhd', Buffer.alloc(84, 2)), box('udta', box('loci', `xx${PLACE}`))),
  box('udta', box('\u00a9xyz', `\0\x17\x15\xc7${PLACE}`), box('\u00a9mak', 'Pear')),
  box('meta', box('keys', 'com.apple.quicktime.location.ISO6709'), box('ilst', PLACE)),
)
const xmp = box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), `<exif:GPSLatitude>${PLACE}`)

describe('the notes of a film', () => {
  let dir: string
  let intake: Intake
  let workshop: Workshop

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'cairn-notes-'))
    intake = await createIntake(dir, new Date())
    workshop = openWorkshop()
  })
  after(async () => {
    workshop.close()
    await rm(dir, { recursive: true, force: true })
  })

  const receive = async (content: Buffer, name = 'film.mp4') => {
    const result = await createReceiving({ intake, workshop }).receive(slot, name, Readable.from([content]))
    if (!result.ok) return { code: result.code, kept: Buffer.alloc(0), sha256: '' }
    const kept = await readFile(result.file.received.path)
    return { code: null, kept, sha256: result.file.file.sha256 }
  }
  const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')

  const films: [string, Buffer][] = [
    ['what it is comes first', Buffer.concat([begins, moov, box('mdat', frames), xmp])],
    ['what it is comes last, as a camera writes it', Buffer.concat([begins, longBox('mdat', frames), moov])],
    ['it breaks off', Buffer.concat([begins, moov, box('mdat', frames)]).subarray(0, -5_000)],
  ]
  for (const [when, film] of films)
    it(`are blanked where they lie, and every frame stays where it was (${when})`, async () => {
      const { kept, sha256 } = await receive(film)
      expect(kept.length).to.equal(film.length)
      expect(kept.toString('latin1')).to.not.match(/\+31\.95|Pear|ISO6709|GPSLatitude/)
      const at = film.indexOf('a frame of the film')
      const shown = film.subarray(at, at + frames.length - 5_000)
      expect(kept.subarray(at, at + shown.length).equals(shown)).to.equal(true)
      expect(kept.indexOf('mvhd')).to.equal(film.indexOf('mvhd'))
      expect(kept.indexOf('tkhd')).to.equal(film.indexOf('tkhd'))
      expect(sha256, 'the hash is of what is kept').to.equal(hashOf(kept))
    })

  it('that are not there change nothing', async () => {
    const film = Buffer.concat([begins, box('moov', box('mvhd', Buffer.alloc(100))), box('mdat', frames)])
    expect((await receive(film)).sha256).to.equal(hashOf(film))
  })

  it('are no trap: boxes longer than the file, shorter than themselves, or without number', async () => {
    const lying = box('moov', Buffer.from([0xff, 0xff, 0xff, 0xff]), `udta${PLACE}`)
    expect((await receive(Buffer.concat([begins, lying]))).kept.includes(PLACE)).to.equal(false)
    const short = Buffer.concat([begins, Buffer.from([0, 0, 0, 3]), Buffer.from(`moov${PLACE}`)])
    expect((await receive(short)).code).to.equal(null)
    const many = Buffer.concat([begins, Buffer.concat(Array<Buffer>(60_000).fill(box('free')))])
    expect((await receive(many)).code).to.equal('unreadable')
  })
})
