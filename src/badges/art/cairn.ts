import { stonesOf } from './badgeArt.js'
import { round } from './stones.js'

/** How a cairn of progress is drawn: `stones` in all, the lowest `filled` of them laid; `key` draws the stones of that micro-credential. */
export interface CairnInput {
  stones: number
  filled: number
  key?: string
}

/**
 * Progress as a cairn: the very stones of the badge to come, laid ones filled and the rest outlined, all in `currentColor`. Decoration
 * beside words that say the same, so it is hidden from assistive technology.
 * @returns an SVG element 120 units wide, safe to print as it is: nothing in it comes from a person
 */
export function cairnSvg({ stones, filled, key = 'cairn' }: CairnInput): string {
  const drawn = stonesOf(key, stones)
  const top = Math.min(...drawn.map(({ cy, height }) => cy - height / 2))
  const shapes = drawn.map(({ path, cx, cy, tilt }, rank) => {
    const place = `translate(${round(cx)} ${round(cy)}) rotate(${round(tilt)}) scale(.94)`
    const look =
      rank < filled
        ? 'fill="currentColor"'
        : 'fill="none" stroke="currentColor" stroke-width="6" stroke-dasharray="14 10" stroke-linecap="round"'
    return `<path d="${path}" transform="${place}" ${look}/>`
  })
  const height = round(24 - top)
  return (
    `<svg class="cairn" xmlns="http://www.w3.org/2000/svg" viewBox="-160 ${round(top - 12)} 320 ${height}" ` +
    `width="120" height="${Math.round((height * 120) / 320)}" aria-hidden="true" focusable="false">${shapes.join('')}</svg>`
  )
}
