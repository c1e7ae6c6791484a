import type { Chance } from './chance.js'

/** One stone of a cairn: its outline as an SVG path, and the box it fills. */
export interface Stone {
  path: string
  cx: number
  cy: number
  width: number
  height: number
  tilt: number
}

interface Point {
  x: number
  y: number
}

/**
 * A cairn of rounded stones, lowest first, standing on `y = 0` around `x = 0` and at most `height` high (y grows downwards).
 * @param count how many stones
 * @param width how wide the lowest may be
 */
export function stackStones(chance: Chance, count: number, width: number, height: number): Stone[] {
  const taper = chance.between(0.74, 0.84)
  const slab = chance.between(0.4, 0.54)
  const lean = chance.between(-1, 1)
  const sizes = Array.from({ length: count }, (_, rank) => {
    const wide =
      width * taper ** rank * chance.between(0.88, 1.08) * (rank % 2 === 1 ? chance.between(0.86, 1.04) : 1)
    return { wide, high: Math.max(wide * slab * chance.between(0.82, 1.2), width * 0.17) }
  })
  const overlap = 0.93
  const total = sizes.reduce((sum, { high }) => sum + high * overlap, 0)
  const scale = Math.min(1, height / total)
  let ground = 0
  return sizes.map(({ wide, high }, rank) => {
    const [stoneWidth, stoneHeight] = [wide * (0.5 + scale / 2), high * scale]
    const cy = ground - stoneHeight / 2
    ground -= stoneHeight * overlap
    const sway = rank === 0 ? 0 : (lean * (rank % 2 ? 1 : -0.7) + chance.between(-0.6, 0.6)) * width * 0.045
    const tilt = rank === 0 ? 0 : chance.between(-5, 5)
    return {
      path: pebble(chance, stoneWidth, stoneHeight),
      cx: sway,
      cy,
      width: stoneWidth,
      height: stoneHeight,
      tilt,
    }
  })
}

/** A closed, smooth, slightly uneven oval around the origin: a superellipse, flatter below than above. */
function pebble(chance: Chance, width: number, height: number): string {
  const corners = 10
  const squareness = chance.between(2.2, 2.9)
  const bias = chance.between(-0.07, 0.07)
  const points = Array.from({ length: corners }, (_, index): Point => {
    const angle = ((index + 0.5) / corners) * 2 * Math.PI
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const radius = (Math.abs(cos) ** squareness + Math.abs(sin) ** squareness) ** (-1 / squareness)
    const uneven = 1 + chance.between(-0.035, 0.035)
    const y = sin * radius * uneven * (sin > 0 ? 0.92 : 1.06)
    return { x: (cos * radius * uneven + bias * -sin) * (width / 2), y: y * (height / 2) }
  })
  return smooth(points)
}

/** A closed Catmull-Rom curve through the points, as cubic Béziers. */
function smooth(points: Point[]): string {
  const at = (index: number) => points[(index + points.length) % points.length] ?? { x: 0, y: 0 }
  const curves = points.map((point, index) => {
    const [before, next, after] = [at(index - 1), at(index + 1), at(index + 2)]
    const first = { x: point.x + (next.x - before.x) / 6, y: point.y + (next.y - before.y) / 6 }
    const second = { x: next.x - (after.x - point.x) / 6, y: next.y - (after.y - point.y) / 6 }
    return `C${pair(first)} ${pair(second)} ${pair(next)}`
  })
  return `M${pair(at(0))}${curves.join('')}Z`
}

function pair({ x, y }: Point): string {
  return `${round(x)},${round(y)}`
}

/** One decimal: finer than any screen shows at badge size, and half the bytes. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
