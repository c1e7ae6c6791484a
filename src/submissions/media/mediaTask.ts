/** A picture's size in pixels, as a page must know it before the picture is there. */
export interface PreviewSize {
  width: number
  height: number
  /** Of a document: how many pages it has; the picture is of the first. */
  pages?: number
}

/**
 * Work on a file that somebody uploaded. `picture` is drawn anew from its pixels into `to`; of a `document` only the first
 * page is drawn. Both leave a small picture in `preview`.
 */
export type MediaTask =
  | { kind: 'picture'; from: string; to: string; preview: string; type: PictureType }
  | { kind: 'document'; from: string; preview: string }

export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const
export type PictureType = (typeof pictureTypes)[number]

export const isPictureType = (type: string): type is PictureType => pictureTypes.some((one) => one === type)

/** `unreadable` when its bytes are not what they say, or need more pixels, memory or time than we give; `busy` when too many wait. */
export type MediaAnswer = { ok: true; preview: PreviewSize } | { ok: false; code: 'unreadable' | 'busy' }

/** The longest side and the most rows of a preview: sharp on a phone, light on a slow line. */
export const PREVIEW = { width: 960, height: 1_280 }

/** Larger than any phone takes today, and what one process can hold. */
export const MOST_PIXELS = 120_000_000
