import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import PDFDocument from 'pdfkit'
import sharp, { type Sharp } from 'sharp'
import type { EvidenceSlot } from '../../src/catalogue/evidenceSlot.js'
import { createIntake, type Intake } from '../../src/submissions/intake.js'
import { openWorkshop, type Workshop } from '../../src/submissions/media/workshop.js'
import { createReceiving, type UploadResult } from '../../src/submissions/receiving.js'
import { mp4, zip } from './files.js'
import { zipOf } from './zipOf.js'

const both = (en: string) => ({ en, ar: en })
const slot: EvidenceSlot = {
  ...{ id: 'any', kind: 'file', title: both('Any'), instructions: both('Any'), required: true },
  limits: { maxBytes: 40_000_000 },
}

const red = { r: 220, g: 20, b: 20 }
const plain = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: red } })

/** A photo as a phone takes it: lying on its side, with the place, the camera and the time in it. */
const phonePhoto = (): Promise<Buffer> =>
  plain(64, 32)
    .jpeg()
    .withExif({
      IFD0: { Make: 'Pear', Model: 'Phone 12', Orientation: '6' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '31/1 57/1 8/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '35/1 56/1 4/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer()

const pdfOf = async (pages: number, options: object = {}): Promise<Buffer> => {
  const document = new PDFDocument({ size: 'A4', ...options })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => document.on('end', resolve))
  for (let page = 1; page < pages; page += 1) document.addPage()
  document.switchToPage(0)
  document.rect(0, 0, 600, 400).fill('#dc1414')
  document.end()
  await ended
  return Buffer.concat(chunks)
}

const docx = (more: Record<string, string> = {}): Buffer =>
  zipOf({
    '[Content_Types].xml':
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    'word/document.xml': '<w:document/>',
    ...more,
  })

describe('taking in pictures and documents', function () {
  this.timeout(30_000)
  let dir: string
  let intake: Intake
  let workshop: Workshop
  let receiving: ReturnType<typeof createReceiving>

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'cairn-media-'))
    intake = await createIntake(dir, new Date('2026-03-05T19:00:00Z'))
    workshop = openWorkshop()
    receiving = createReceiving({ intake, workshop })
  })
  after(async () => {
    workshop.close()
    await rm(dir, { recursive: true })
  })

  const receive = (name: string, content: Buffer): Promise<UploadResult> =>
    receiving.receive(slot, name, Readable.from([content]))
  async function taken(name: string, content: Buffer) {
    const result = await receive(name, content)
    if (!result.ok) throw new Error(result.code)
    const { received, preview, file } = result.file
    const read = {
      kept: await readFile(received.path),
      shown: preview ? await readFile(preview.path) : null,
      file,
    }
    await receiving.letGo(result.file)
    expect(await readdir(dir)).to.deep.equal([])
    return read
  }

  it('a phone’s photo is kept upright, without its place, its camera or its time, and hashed as it is kept', async () => {
    const photo = await phonePhoto()
    const before = await sharp(photo).metadata()
    expect(before.exif?.includes('Pear')).to.equal(true)
    expect(before.orientation).to.equal(6)

    const { kept, file } = await taken('IMG_1234.JPG', photo)
    const after = await sharp(kept).metadata()
    expect(after.exif).to.equal(undefined)
    for (const trace of ['Exif', 'Pear', 'GPS', 'http://ns.adobe.com'])
      expect(kept.includes(trace), trace).to.equal(false)
    expect({ width: after.width, height: after.height, orientation: after.orientation ?? 1 }).to.deep.equal({
      ...{ width: 32, height: 64, orientation: 1 },
    })
    expect(file).to.include({ type: 'image/jpeg', bytes: kept.length })
    expect(file.sha256).to.equal(createHash('sha256').update(kept).digest('hex'))
  })

  const pictures: [string, (picture: Sharp) => Sharp, string][] = [
    ['a.png', (picture) => picture.png(), 'png'],
    ['a.webp', (picture) => picture.webp(), 'webp'],
    ['a.gif', (picture) => picture.gif(), 'gif'],
  ]
  for (const [name, as, format] of pictures)
    it(`${name} stays ${format}, and what was written behind its last pixel is gone`, async () => {
      const given = Buffer.concat([await as(plain(40, 30)).toBuffer(), Buffer.from('HIDDEN BEHIND')])
      const { kept } = await taken(name, given)
      expect((await sharp(kept).metadata()).format).to.equal(format)
      expect(kept.includes('HIDDEN')).to.equal(false)
    })

  it('a moving picture goes on moving', async () => {
    const stills = await Promise.all(
      [20, 200].map((g) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background: { ...red, g } } })
          .png()
          .toBuffer(),
      ),
    )
    const frames = await sharp(stills, { join: { animated: true } })
      .gif()
      .toBuffer()
    const { kept } = await taken('a.gif', frames)
    expect((await sharp(kept, { animated: true }).metadata()).pages).to.equal(2)
  })

  it('a large picture has a preview that fits, and says how large it is', async () => {
    const { shown, file } = await taken('wide.jpg', await plain(4_000, 2_000).jpeg().toBuffer())
    expect(file.preview).to.deep.equal({ width: 960, height: 480 })
    const { width, height, format } = await sharp(shown!).metadata()
    expect({ width, height, format }).to.deep.equal({ width: 960, height: 480, format: 'webp' })
  })

  it('a PDF shows its first page in its own colours, and says how many there are', async () => {
    const { kept, shown, file } = await taken('plan.pdf', await pdfOf(3, { bufferPages: true }))
    expect(kept.subarray(0, 5).toString()).to.equal('%PDF-')
    expect(file.preview).to.include({ pages: 3 })
    const { data, info } = await sharp(shown!).raw().toBuffer({ resolveWithObject: true })
    const [r, g, b] = data.subarray((100 * info.width + 100) * info.channels)
    expect([r! > 180, g! < 70, b! < 70]).to.deep.equal([true, true, true])
  })

  const undrawn: [string, () => Promise<Buffer>][] = [
    ['is locked', () => pdfOf(1, { userPassword: 'secret', pdfVersion: '1.7' })],
    ['is broken', () => Promise.resolve(Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5_000)]))],
  ]
  for (const [how, make] of undrawn)
    it(`a PDF that ${how} is kept, and has no preview`, async () => {
      const { file, shown } = await taken('plan.pdf', await make())
      expect(file).to.not.have.property('preview')
      expect(shown).to.equal(null)
    })

  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 0x18]),
    Buffer.from('ftypheic\0\0\0\0mif1heic'),
    Buffer.alloc(99),
  ])
  const olderOffice = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
  const bomb = docx({ 'word/media/x.bin': 'x' })
  // What the directory declares is what counts: nobody unpacks it to see.
  bomb.writeUInt32LE(900_000_000, bomb.lastIndexOf('word/media/x.bin') - 46 + 24)
  const refused: [string, Buffer | (() => Promise<Buffer>), string][] = [
    ['photo.heic', heic, 'heic'],
    ['cut.jpg', async () => (await phonePhoto()).subarray(0, 300), 'unreadable'],
    ['huge.png', () => plain(20_000, 7_000).png().toBuffer(), 'unreadable'],
    ['plan.docx', docx({ 'word/vbaProject.bin': 'macro' }), 'macros'],
    ['plan.docx', docx({ 'word/embeddings/setup.exe': 'MZ' }), 'macros'],
    ['plan.doc', Buffer.concat([olderOffice, Buffer.from('_VBA_PROJECT', 'utf16le')]), 'macros'],
    ['plan.docx', Buffer.concat([docx(), Buffer.from('tail')]), 'hidden'],
    ['plan.docx', bomb, 'hidden'],
    ['plan.pdf', async () => Buffer.concat([await pdfOf(1), zip]), 'hidden'],
    ['plan.pdf', Buffer.from('%PDF-1.7\n<script>alert(1)</script>'), 'hidden'],
    ['film.mp4', Buffer.concat([mp4(2_000), zip]), 'hidden'],
    ['room.png', async () => Buffer.concat([await plain(4, 4).png().toBuffer(), zip]), 'hidden'],
    ['all.zip', zip, 'wrongKind'],
    [
      'lesson.docm',
      zipOf({ '[Content_Types].xml': 'application/vnd.ms-word.document.macroEnabled.main+xml' }),
      'wrongKind',
    ],
  ]
  for (const [name, content, code] of refused)
    it(`${name} is refused as ${code}, and nothing of it stays`, async () => {
      const given = typeof content === 'function' ? await content() : content
      expect(await receive(name, given)).to.deep.equal({ ok: false, code })
      expect(await readdir(dir)).to.deep.equal([])
    })

  it('an honest document is taken as it is', async () => {
    const { kept, file } = await taken('plan.docx', docx())
    expect(kept.equals(docx())).to.equal(true)
    expect(file.type).to.match(/wordprocessingml/)
  })

  it('a task that takes too long is ended, and the next one is done', async () => {
    const hasty = openWorkshop({ deadlineMs: 1, lanes: 1 })
    const from = path.join(dir, 'slow.png')
    const task = {
      kind: 'picture',
      from,
      to: `${from}.to`,
      preview: `${from}.preview`,
      type: 'image/png',
    } as const
    await writeFile(from, await plain(6_000, 6_000).png().toBuffer())
    expect(await hasty.work(task)).to.deep.equal({ ok: false, code: 'unreadable' })
    hasty.close()
    expect(await workshop.work(task)).to.deep.include({ ok: true })
    for (const name of await readdir(dir)) await rm(path.join(dir, name))
  })
})
