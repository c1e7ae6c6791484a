import { readFile, stat } from 'node:fs/promises'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import sharp from 'sharp'
import { PREVIEW, type MediaTask, type PreviewSize } from './mediaTask.js'
import { asPreview } from './picture.js'

/** A document is held in memory to be drawn; a larger one has no preview. */
const MOST_BYTES = 60_000_000

let library: Promise<PDFiumLibrary> | null = null

/** Draws the first page of a PDF. Throws for what is no PDF, is locked with a password, or has no page. */
export async function drawFirstPage(task: Extract<MediaTask, { kind: 'document' }>): Promise<PreviewSize> {
  if ((await stat(task.from)).size > MOST_BYTES) throw new Error('too large to draw')
  library ??= PDFiumLibrary.init()
  const document = await (await library).loadDocument(await readFile(task.from))
  try {
    const page = document.getPage(0)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const scale = Math.min(PREVIEW.width / originalWidth, PREVIEW.height / originalHeight)
    if (!(scale > 0) || scale > PREVIEW.width) throw new Error('a page without a size')
    const { width, height, data } = await page.render({ scale, render: 'bitmap' })
    const drawn = sharp(data, { raw: { width, height, channels: 4 } }).flatten({ background: '#fff' })
    const made = await asPreview(drawn).toFile(task.preview)
    return { width: made.width, height: made.height, pages: document.getPageCount() }
  } finally {
    document.destroy()
  }
}
