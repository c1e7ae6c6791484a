import { renderAsync } from '@resvg/resvg-js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { drawBadge } from './art/badgeArt.js'
import { criteriaBeyond, type IssuedAward } from './award.js'
import { braceSafeJson, type JsonObject } from './openBadges/json.js'
import { bakePng } from './openBadges/pngBake.js'
import { bakeSvg } from './openBadges/svgBake.js'

const size = 512
const kept = 64

/** The art of an award: its criteria, the levels reached, the issuer's colour. */
export function artOfAward(award: IssuedAward, { key, rubric }: MicroCredential): string {
  return drawBadge({
    key,
    criteria: criteriaBeyond(rubric, award.levels),
    issuerColour: award.issuer.colour,
  })
}

/** The art of a micro-credential nobody has earned yet. */
export function artOfAchievement({ key, rubric }: MicroCredential, issuerColour: string): string {
  return drawBadge({ key, criteria: rubric.criteria.map(() => ({ beyond: false })), issuerColour })
}

/** A drawing with the credential baked in, as SVG. */
export function bakedSvg(art: string, award: IssuedAward): string {
  return bakeSvg(art, award.issued.credential)
}

/**
 * Rasterizes off the event loop and keeps the newest pictures: one takes tens of milliseconds, and social networks ask for the same
 * one many times.
 */
export function createBadgeImages() {
  const pictures = new Map<string, Promise<Buffer>>()

  const rasterized = (svg: string, width: number): Promise<Buffer> => {
    const known = pictures.get(svg)
    if (known) return known
    const options = { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } } as const
    const picture = renderAsync(svg, options).then((image) => image.asPng())
    picture.catch(() => pictures.delete(svg))
    const [oldest] = pictures.keys()
    if (pictures.size >= kept && oldest !== undefined) pictures.delete(oldest)
    pictures.set(svg, picture)
    return picture
  }

  return {
    /** The plain picture, 512 pixels square. */
    png: (art: string) => rasterized(art, size),
    /** The picture with the credential baked in; nothing may touch its bytes after this. */
    async bakedPng(art: string, award: IssuedAward): Promise<Buffer> {
      return bakePng(
        await rasterized(art, size),
        braceSafeJson(JSON.parse(award.issued.credential) as JsonObject),
      )
    },
    /** The picture social networks show, 1200 by 630: the badge on paper. */
    sharePng: (art: string) => rasterized(shareCard(art), 1200),
  }
}

export type BadgeImages = ReturnType<typeof createBadgeImages>

function shareCard(art: string): string {
  const badge = art.replace(/width="512" height="512"/, 'x="345" y="60" width="510" height="510"')
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630">' +
    `<rect width="1200" height="630" fill="#faf7f2"/>${badge}</svg>`
  )
}
