import PDFDocument from 'pdfkit'
import type { StoryAnswer } from '../catalogue/storyDocument.js'
import { posterPhoto } from './poster.js'

/** A file somebody of the cast might hand in: real bytes of the kind the story names. */
export interface EvidenceBytes {
  name: string
  content: Buffer
}

type FileAnswer = Extract<StoryAnswer, { kind: 'file' }>

const LATIN = /^[\u0000-\u024f\u2010-\u2027\u2032-\u203a\s]*$/

/**
 * Makes the file of a story's answer: a document that holds the words, a picture, or a short recording. Writing that a PDF's
 * standard fonts cannot show becomes a plain text file. Deterministic, so that the same story hashes the same.
 */
export async function evidenceFile(answer: FileAnswer): Promise<EvidenceBytes> {
  if (answer.media === 'audio' || answer.media === 'video')
    return { name: withEnding(answer.filename, 'wav'), content: recording(answer.filename) }
  if (answer.media === 'image')
    return { name: withEnding(answer.filename, 'jpg'), content: await posterPhoto() }
  if (!LATIN.test(answer.holds))
    return { name: withEnding(answer.filename, 'txt'), content: Buffer.from(`${answer.holds}\n`, 'utf8') }
  return { name: withEnding(answer.filename, 'pdf'), content: await documentOf(answer) }
}

const withEnding = (name: string, ending: string): string => `${name.replace(/\.[a-z0-9]+$/i, '')}.${ending}`

async function documentOf({ filename, holds }: FileAnswer): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 64,
    info: { Title: filename, CreationDate: new Date(0) },
  })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve) => document.on('end', resolve))
  const title = filename.replace(/\.[a-z0-9]+$/i, '').replace(/[-_]/g, ' ')
  document.font('Helvetica-Bold').fontSize(20).text(title).moveDown()
  document.font('Helvetica').fontSize(12).text(holds, { lineGap: 4 })
  document.end()
  await ended
  return Buffer.concat(chunks)
}

const RATE = 8_000
const SECONDS = 6

/** Six seconds of soft bell tones as WAV (8 kHz, 16 bit, mono); the melody follows from the name. */
function recording(name: string): Buffer {
  const samples = RATE * SECONDS
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  const notes = [...name].map((letter) => 220 * 2 ** (((letter.codePointAt(0) ?? 0) % 12) / 12))
  for (let index = 0; index < samples; index += 1) {
    const second = index / RATE
    const beat = second * 2
    const pitch = notes[Math.floor(beat) % notes.length] ?? 220
    const fade = Math.exp(-3 * (beat % 1))
    wav.writeInt16LE(Math.round(6_000 * fade * Math.sin(2 * Math.PI * pitch * second)), 44 + index * 2)
  }
  return wav
}
