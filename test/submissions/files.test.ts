import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
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
