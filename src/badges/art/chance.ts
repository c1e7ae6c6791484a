import { createHash } from 'node:crypto'

/** A source of numbers that always gives the same ones for the same seed. */
export interface Chance {
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number
  /** One of the choices. */
  pick<T>(choices: readonly [T, ...T[]]): T
}

/** Chance seeded with a text (sfc32 over the text's SHA-256): the same on every machine, for ever, so badges never change their look. */
export function createChance(seed: string): Chance {
  const digest = createHash('sha256').update(seed, 'utf8').digest()
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number]
  const next = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4294967296
  }
  for (let warm = 0; warm < 12; warm++) next()
  return {
    between: (low, high) => low + next() * (high - low),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  }
}
