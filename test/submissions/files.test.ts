import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { createDiskStorage } from '../../src/submissions/diskStorage.js'
import { fileKind } from '../../src/submissions/fileKind.js'
import { readableName } from '../../src/submissions/fileName.js'
import { exe, html, mp4, png, svg, zip } from './files.js'

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')
const olderOffice = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])

describe('what a file is', () => {
  let dir: string
  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'cairn-kinds-'))
  })
  after(() => rm(dir, { recursive: true }))

  const cases: [string, Buffer, string | null][] = [
    ['plan.pdf', pdf, 'application/pdf'],
    ['plan.txt', pdf, 'application/pdf'],
    ['plan.rtf', Buffer.from('{\\rtf1 plan}'), 'application/rtf'],
    ['plan.doc', olderOffice, 'application/msword'],
    ['plan.msi', olderOffice, null],
    ['photo.exe', png, 'image/png'],
    ['film.txt', mp4(2_000), 'video/mp4'],
    ['notes.txt', Buffer.from('ملاحظات من الصف'), 'text/plain'],
    ['notes.md', Buffer.from('# What we saw'), 'text/markdown'],
    ['table.csv', Buffer.from('week,calm\n1,3\n'), 'text/csv'],
    ['notes.txt', Buffer.from([0xff, 0xfe, 0x61, 0x00]), 'text/plain'],
    ['notes.txt', Buffer.from([0x61, 0x00, 0x62]), null],
    ['notes.txt', Buffer.from([0xc3, 0x28]), null],
    ['notes.txt', html, null],
    ['notes.md', svg, null],
    ['page.html', Buffer.from('words only'), null],
    ['run.txt', Buffer.from('#!/bin/sh\nrm -rf /'), null],
    ['film.mp4', zip, null],
    ['photo.jpg', exe, null],
    ['photo.jpg', Buffer.alloc(50), null],
  ]
  for (const [name, content, type] of cases)
    it(`${name} with ${JSON.stringify(content.subarray(0, 12).toString('latin1'))} is ${type ?? 'refused'}`, async () => {
      const place = path.join(dir, 'file')
      await writeFile(place, content)
      expect((await fileKind(place, name))?.type ?? null).to.equal(type)
    })
})

describe('the name of a file', () => {
  const cases: [string, string][] = [
    ['C:\\Users\\amal\\plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['  \u0000 ', 'file'],
    ['صورة الصف.png', 'صورة الصف.png'],
    [`${'a'.repeat(300)}.docx`, `${'a'.repeat(115)}.docx`],
  ]
  for (const [given, kept] of cases)
    it(`${JSON.stringify(given.slice(0, 30))} is kept as ${kept.slice(0, 20)}`, () =>
      expect(readableName(given)).to.equal(kept))
})

describe('files on disk', () => {
  let dir: string
  const clock = fixedClock('2026-03-05T19:00:00Z')
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'cairn-disk-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  const all = async () =>
    (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const text = async (stream: Readable) => Buffer.concat(await stream.toArray()).toString()

  it('keeps a file under its hash, gives it back whole and in parts, and removes it', async () => {
    const storage = await createDiskStorage(dir, clock)
    const result = await storage.receive(Readable.from([Buffer.from('calm '), Buffer.from('room')]), 9)
    if (!result.ok) throw new Error(result.code)
    expect(result.file).to.include({ bytes: 9 })
    const name = `${result.file.sha256}-artefact-1`
    await storage.keep(result.file, name)
    expect((await all()).map((entry) => entry.name)).to.deep.equal([name])
    expect(await text(storage.open(name))).to.equal('calm room')
    expect(await text(storage.open(name, { start: 5, end: 8 }))).to.equal('room')
    await storage.remove(name)
    await storage.remove(name)
    expect(await all()).to.deep.equal([])
  })

  const broken = () =>
    Readable.from(
      (function* () {
        yield Buffer.from('half')
        throw new Error('the line went dead')
      })(),
    )
  const failures: [string, () => Readable][] = [
    ['tooLarge', () => Readable.from([Buffer.alloc(11)])],
    ['empty', () => Readable.from([])],
    ['interrupted', broken],
  ]
  for (const [code, source] of failures)
    it(`leaves nothing behind when a file is ${code}`, async () => {
      const storage = await createDiskStorage(dir, clock)
      expect(await storage.receive(source(), 10)).to.deep.equal({ ok: false, code })
      expect(await all()).to.deep.equal([])
    })

  it('sweeps what a crash left half-received a day ago, and nothing newer', async () => {
    await createDiskStorage(dir, clock)
    for (const [name, age] of [
      ['old', 25],
      ['new', 23],
    ] as const) {
      const place = path.join(dir, 'incoming', name)
      await writeFile(place, 'half')
      const at = new Date(clock.now().getTime() - age * 3_600_000)
      await utimes(place, at, at)
    }
    await createDiskStorage(dir, clock)
    expect((await all()).map((entry) => entry.name)).to.deep.equal(['new'])
  })

  it('refuses a name that is not one of ours', async () => {
    const storage = await createDiskStorage(dir, clock)
    expect(() => storage.open('../secret.key')).to.throw('not a name')
  })
})
