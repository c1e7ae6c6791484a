import type { Chance } from './chance.js'
import { hex } from './colour.js'
import type { Light } from './light.js'
import { round } from './stones.js'

export const frames = ['circle', 'hexagon', 'squircle', 'arch', 'octagon', 'drop'] as const
export type Frame = (typeof frames)[number]

/** The outline of a badge in a 512 box, `inset` units in from the edge. */
export function framePath(frame: Frame, inset: number): string {
  const r = 256 - inset
  if (frame === 'circle') return `M256,${inset}a${r},${r} 0 1 1 -0.1,0Z`
  if (frame === 'hexagon') return polygon(6, r, -90, 44)
  if (frame === 'octagon') return polygon(8, r, 22.5, 36)
  const [low, high] = [inset, 512 - inset]
  if (frame === 'arch') {
    const [left, right, arm] = [low + 28, high - 28, (high - low - 56) / 2]
    return `M${left},${low + arm}A${arm},${arm} 0 0 1 ${right},${low + arm}V${high - 60}Q${right},${high - 8} ${right - 52},${high - 8}H${left + 52}Q${left},${high - 8} ${left},${high - 60}Z`
  }
  if (frame === 'drop') {
    const k = r * 0.56
    const edge = high - 64
    return `M256,${low}C${256 + k},${low} ${high},${256 - k} ${high},256V${edge}Q${high},${high} ${edge},${high}H256C${256 - k},${high} ${low},${256 + k} ${low},256C${low},${256 - k} ${256 - k},${low} 256,${low}Z`
  }
  const [a, b] = [low + 16, high - 16]
  const bend = 20 + inset * 0.2
  return `M${a},256C${a},${a + bend} ${a + bend},${a} 256,${a}S${b},${a + bend} ${b},256S${b - bend},${b} 256,${b}S${a},${b - bend} ${a},256Z`
}

/** A regular polygon with rounded corners. */
function polygon(sides: number, radius: number, start: number, soft: number): string {
  const corner = (index: number) => {
    const angle = ((start + (360 / sides) * index) * Math.PI) / 180
    return { x: 256 + radius * Math.cos(angle), y: 256 + radius * Math.sin(angle) }
  }
  const segments = Array.from({ length: sides }, (_, index) => {
    const [before, at, after] = [corner(index - 1), corner(index), corner(index + 1)]
    return { into: toward(at, before, soft), at, out: toward(at, after, soft) }
  })
  const point = ({ x, y }: { x: number; y: number }) => `${round(x)},${round(y)}`
  return `M${segments.map(({ into, at, out }) => `${point(into)}Q${point(at)} ${point(out)}`).join('L')}Z`
}

function toward(from: { x: number; y: number }, to: { x: number; y: number }, distance: number) {
  const share = distance / Math.hypot(to.x - from.x, to.y - from.y)
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

export const scenes = ['sun', 'rays', 'peaks', 'rings', 'water', 'dunes'] as const
export type Scene = (typeof scenes)[number]

/** What stands behind the cairn, from the horizon up and down: shapes in the light of the hour. */
export function drawScene(scene: Scene, chance: Chance, light: Light): string {
  const { land, night } = light
  const tone = (l: number, c: number, turn = 0) => hex({ l: night ? 1.06 - l : l, c, h: land + turn })
  const lamp = hex({ l: night ? 0.92 : 0.985, c: night ? 0.055 : 0.04, h: 90 })
  const x = round(chance.pick([-1, 1]) * chance.between(104, 128) + 256)
  const y = round(chance.between(138, 176))
  const far = tone(0.77, 0.075, 12)
  const near = tone(0.64, 0.085, 22)
  const low = tone(0.52, 0.08, 30)
  switch (scene) {
    case 'sun':
      return `<circle cx="256" cy="230" r="${round(chance.between(128, 150))}" fill="${lamp}"/>${hill(chance, 350, far)}${hill(chance, 392, near)}${hill(chance, 424, low)}`
    case 'rays':
      return `${rays(256, 392, night ? tone(0.72, 0.06, -8) : tone(0.93, 0.06, -8))}<circle cx="256" cy="392" r="142" fill="${lamp}"/>${hill(chance, 388, near)}${hill(chance, 426, low)}`
    case 'peaks':
      return `<circle cx="${x}" cy="${y - 16}" r="40" fill="${lamp}"/>${peaks(chance, 232, far)}${peaks(chance, 318, near)}${hill(chance, 420, low)}`
    case 'rings':
      return `${rings(tone, night, lamp)}${hill(chance, 404, near)}${hill(chance, 432, low)}`
    case 'water':
      return `<circle cx="${x}" cy="${y}" r="52" fill="${lamp}"/><path d="M0,336H512V512H0Z" fill="${far}"/>${ripples(chance, tone(0.9, 0.05, 6))}${hill(chance, 430, low)}`
    case 'dunes':
      return `<circle cx="${x}" cy="${y}" r="46" fill="${lamp}"/>${dune(282, 1, far)}${dune(342, -1, near)}${dune(402, 1, low)}`
  }
}

function rings(tone: (l: number, c: number, turn: number) => string, night: boolean, lamp: string): string {
  const glow = [232, 184, 136].map((r, index) => {
    const fill = tone((night ? 0.74 : 0.93) - index * (night ? 0.06 : 0.035), 0.06, -10)
    return `<circle cx="256" cy="250" r="${r}" fill="${fill}"/>`
  })
  return `${glow.join('')}<circle cx="256" cy="250" r="92" fill="${lamp}"/>`
}

function hill(chance: Chance, y: number, fill: string): string {
  const [a, b] = [chance.between(-34, 34), chance.between(-34, 34)]
  return `<path d="M0,${round(y + a)}C150,${round(y - 40 - a)} 330,${round(y + 40 - b)} 512,${round(y + b)}V512H0Z" fill="${fill}"/>`
}

function dune(y: number, side: number, fill: string): string {
  const d =
    side > 0
      ? `M0,${y + 34}C140,${y - 60} 300,${y + 66} 512,${y - 16}V512H0Z`
      : `M0,${y - 18}C190,${y + 60} 360,${y - 58} 512,${y + 34}V512H0Z`
  return `<path d="${d}" fill="${fill}"/>`
}

function peaks(chance: Chance, y: number, fill: string): string {
  const top = () => round(y + chance.between(-34, 34))
  return `<path d="M-20,${y + 150}L${round(chance.between(70, 130))},${top()}L${round(chance.between(190, 230))},${y + 96}L${round(chance.between(350, 420))},${top()}L532,${y + 150}V512H-20Z" fill="${fill}" stroke="${fill}" stroke-width="14" stroke-linejoin="round"/>`
}

function rays(x: number, y: number, fill: string): string {
  const wedges = Array.from({ length: 11 }, (_, index) => {
    const [from, to] = [index * 18 - 4.5, index * 18 + 4.5].map((angle) => ((angle - 180) * Math.PI) / 180)
    const tip = (angle = 0) => `${round(x + 520 * Math.cos(angle))},${round(y + 520 * Math.sin(angle))}`
    return `M${x},${y}L${tip(from)} ${tip(to)}Z`
  })
  return `<path d="${wedges.join('')}" fill="${fill}"/>`
}

function ripples(chance: Chance, stroke: string): string {
  const lines = [356, 376, 398].map((y) => {
    const [start, length] = [round(chance.between(60, 180)), round(chance.between(140, 240))]
    return `M${start},${y}h${length}`
  })
  return `<path d="${lines.join('')}" stroke="${stroke}" stroke-width="7" stroke-linecap="round" fill="none"/>`
}
