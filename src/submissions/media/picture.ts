import sharp, { type Sharp } from 'sharp'
import { MOST_PIXELS, PREVIEW, type MediaTask, type PreviewSize } from './mediaTask.js'

// Nothing but the four kinds of picture we take is ever decoded, whatever a file turns out to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
  ],
})
sharp.cache(false)
sharp.concurrency(1)

/**
 * Draws a picture anew from its pixels, upright, and a preview of it. Nothing else of the original is carried over: no
 * place, no camera, no time, no thumbnail, nothing that was hidden behind the last pixel. Throws for what is no picture.
 */
export async function redrawPicture(task: Extract<MediaTask, { kind: 'picture' }>): Promise<PreviewSize> {
  const moves = task.type === 'image/gif' || task.type === 'image/webp'
  const picture = sharp(task.from, {
    animated: moves,
    failOn: 'error',
    limitInputPixels: MOST_PIXELS,
    sequentialRead: true,
  })
  const upright = moves ? picture : picture.autoOrient()
  await encoded(upright, task.type).toFile(task.to)
  const { width, height } = await asPreview(sharp(task.to, { limitInputPixels: MOST_PIXELS })).toFile(
    task.preview,
  )
  return { width, height }
}

function encoded(picture: Sharp, type: Extract<MediaTask, { kind: 'picture' }>['type']): Sharp {
  if (type === 'image/png') return picture.png()
  if (type === 'image/webp') return picture.webp({ quality: 90 })
  if (type === 'image/gif') return picture.gif()
  return picture.jpeg({ quality: 90 })
}

/** A small WebP of a picture, never larger than the picture itself. */
export const asPreview = (picture: Sharp): Sharp =>
  picture.resize({ ...PREVIEW, fit: 'inside', withoutEnlargement: true }).webp({ quality: 75 })
