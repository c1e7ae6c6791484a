import PDFDocument from 'pdfkit'
import { create as createQr } from 'qrcode'
import { textIn } from '../catalogue/localizedText.js'
import { viewContext } from '../web/views.js'
import type { IssuedAward } from './award.js'

const page = { width: 841.89, height: 595.28 }
const ink = '#25211c'
const soft = '#554e45'

/**
 * A certificate to print: A4 landscape, the badge, the words, a QR code to its page, the signed credential attached.
 * The fonts of PDF itself write Latin letters only, and we ship no others: a name in another script is left to the page behind the QR
 * code rather than printed wrongly, and Arabic certificates are written in English.
 * @param picture the badge's PNG
 * @param address the badge's public page
 */
export function drawCertificate(award: IssuedAward, picture: Buffer, address: string): Promise<Buffer> {
  const { t, formatDate, formatNumber } = viewContext('en')
  const title = textIn(award.title, 'en')
  const pdf = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Author: award.issuer.name, CreationDate: award.issued.at },
  })
  const done = collected(pdf)
  const middle = { width: page.width - 160, align: 'center' as const }
  const line = (text: string, y: number, size: number, colour = ink, font = 'Helvetica') =>
    pdf.font(font).fontSize(size).fillColor(colour).text(text, 80, y, middle)

  pdf.rect(0, 0, page.width, page.height).fill('#fffefb')
  pdf
    .rect(24, 24, page.width - 48, page.height - 48)
    .lineWidth(1.5)
    .stroke(award.issuer.colour)
  pdf.image(picture, page.width / 2 - 85, 52, { width: 170 })
  const name = award.recipientName
  const readable = name !== null && isLatin(name)
  line(t('badges.certificateTo'), 236, 13, soft)
  line(readable ? name : t('badges.certificateHolder'), 256, readable ? 30 : 18, ink, 'Helvetica-Bold')
  line(t('badges.certificateFor'), 300, 13, soft)
  line(latinOr(title, award.microCredentialKey), 320, 24, ink, 'Helvetica-Bold')
  line(latinOr(textIn(award.competency, 'en'), ''), 356, 12, soft)
  const facts = t('badges.certificateFacts', {
    issuer: latinOr(award.issuer.name, new URL(address).host),
    date: formatDate(award.earnedAt),
    hours: formatNumber(award.pdHours),
  })
  line(facts, 416, 12)
  drawQr(pdf, address, page.width - 150, page.height - 150, 92)
  pdf
    .font('Helvetica')
    .fontSize(9)
    .fillColor(soft)
    .text(t('badges.certificateCheck'), 56, page.height - 92, { width: 480 })
  pdf.text(address, 56, page.height - 76, { width: 480, link: address })
  pdf.file(Buffer.from(award.issued.credential), {
    name: 'credential.json',
    type: 'application/vc+ld+json',
    creationDate: award.issued.at,
    modifiedDate: award.issued.at,
  })
  pdf.end()
  return done
}

/** Whether the standard fonts can write a text: the characters of Windows-1252. */
export function isLatin(text: string): boolean {
  return /^[\u0020-\u007e\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*$/.test(
    text,
  )
}

function latinOr(text: string, instead: string): string {
  return isLatin(text) ? text : instead
}

function drawQr(pdf: PDFKit.PDFDocument, text: string, x: number, y: number, size: number): void {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' })
  const step = size / modules.size
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) pdf.rect(x + column * step, y + row * step, step, step)
  pdf.fill(ink)
}

function collected(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
}
