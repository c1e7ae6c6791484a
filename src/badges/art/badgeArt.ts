import { Resvg } from '@resvg/resvg-js'
import { drawScene, framePath, frames, scenes } from './backdrop.js'
import { createChance, type Chance } from './chance.js'
import { fromHex, hex, type Oklch } from './colour.js'
import { lights, type Light } from './light.js'
import { round, stackStones, type Stone } from './stones.js'

/** What a badge's picture is made of: nothing but the credential's own data. */
export interface BadgeArtInput {
  /** The micro-credential's key: the same in every version, so its cairn is known at a glance. */
  key: string
  /** One entry per criterion, one stone each: whether the level reached is beyond the one that meets. */
  criteria: { beyond: boolean }[]
  /** The issuer's colour, `#rrggbb`: the rim. */
  issuerColour: string
}

/** Chosen by eye: with it the founding five micro-credentials look least alike. */
const edition = '13783'

/** The badge as an SVG drawing of 512 units, without text or fonts: a cairn with one stone per criterion before its own landscape. */
export function drawBadge({ key, criteria, issuerColour }: BadgeArtInput): string {
  const chance = createChance(`${edition}/${key}`)
  const frame = chance.pick(frames)
  const scene = chance.pick(scenes)
  const light = chance.pick(lights)
  const stones = stonesOf(key, criteria.length)
  const rim = fromHex(issuerColour)
  const sky = (light.night ? [0.25, 0.4] : [0.96, 0.88]).map((l, index) =>
    hex({ l, c: 0.045 + index * 0.02, h: light.sky }),
  )
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">',
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient>`,
    `<clipPath id="frame"><path d="${framePath(frame, 28)}"/></clipPath></defs>`,
    `<path d="${framePath(frame, 4)}" fill="${hex({ ...rim, l: Math.min(0.52, Math.max(0.3, rim.l)) })}"/>`,
    `<path d="${framePath(frame, 18)}" fill="${hex({ l: 0.985, c: 0.012, h: rim.h })}"/>`,
    `<g clip-path="url(#frame)"><rect width="512" height="512" fill="url(#sky)"/>`,
    drawScene(scene, chance, light),
    `<ellipse cx="262" cy="416" rx="${round((stones[0]?.width ?? 0) * 0.58)}" ry="14" fill="#000" fill-opacity=".25"/>`,
    `<g transform="translate(256 418)">${drawStones(stones, chance, light, criteria)}</g>`,
    '</g></svg>',
  ].join('')
}

/** The stones of a micro-credential, the same wherever they are drawn. */
export function stonesOf(key: string, criteria: number): Stone[] {
  const count = Math.min(7, Math.max(3, criteria))
  return stackStones(createChance(`${edition}/stones/${key}`), count, 272, 322)
}

function drawStones(
  stones: Stone[],
  chance: Chance,
  light: Light,
  criteria: BadgeArtInput['criteria'],
): string {
  const accent = Math.floor(chance.between(1, stones.length))
  return stones
    .map((stone, rank) => {
      const colour = {
        l: (light.night ? 0.74 : 0.37) + chance.between(0, 0.13),
        c: chance.between(0.012, 0.035),
        h: light.sky + chance.between(-30, 30),
      }
      const accented = { l: light.night ? 0.78 : 0.6, c: 0.12, h: light.accent }
      return drawStone(
        stone,
        rank,
        rank === accent ? accented : colour,
        chance,
        criteria[rank]?.beyond ?? false,
      )
    })
    .join('')
}

/** Three tones of one colour, cut like paper: the light comes from the upper left. A stone beyond the asked level has a vein of quartz. */
function drawStone(stone: Stone, rank: number, colour: Oklch, chance: Chance, beyond: boolean): string {
  const { path, width, height } = stone
  const [dark, bright] = [hex({ ...colour, l: colour.l - 0.11 }), hex({ ...colour, l: colour.l + 0.055 })]
  const layer = (x: number, y: number, fill: string) =>
    `<path d="${path}" transform="translate(${round(width * x)} ${round(height * y)})" fill="${fill}"/>`
  return (
    `<g transform="translate(${round(stone.cx)} ${round(stone.cy)}) rotate(${round(stone.tilt)})">` +
    `<clipPath id="stone${rank}"><path d="${path}"/></clipPath><g clip-path="url(#stone${rank})">` +
    `${layer(0, 0, dark)}${layer(-0.04, -0.2, hex(colour))}${layer(-0.14, -0.62, bright)}` +
    `${beyond ? vein(stone, chance, colour) : ''}</g></g>`
  )
}

/** Light on dark stones and dark on light ones, so that it is seen by day, by night and in grey. */
function vein({ width, height }: Stone, chance: Chance, colour: Oklch): string {
  const x = chance.between(-0.16, 0.2) * width
  const slant = chance.between(0.08, 0.18) * width
  const stroke = hex({ l: colour.l > 0.7 ? 0.99 : 0.93, c: 0.02, h: colour.h })
  const line = `M${round(x + slant)},${round(-height)}C${round(x)},${round(-height * 0.2)} ${round(x + slant)},${round(height * 0.2)} ${round(x - slant)},${round(height)}`
  return `<path d="${line}" stroke="${stroke}" stroke-width="${round(height * 0.12)}" fill="none"/>`
}

/** The drawing as a PNG, `size` pixels square. */
export function rasterize(svg: string, size: number): Buffer {
  const picture = new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } })
  return picture.render().asPng()
}
