import { withinReach, Z95, type Estimate } from './estimate.js'

/** Rubrics have fewer levels than this, so no mean of levels lies further from another. */
const FURTHEST = 10

/** A mean of levels with its spread, gathered one number at a time (Welford 1962). */
export class Mean {
  count = 0
  value = 0
  private squares = 0

  add(level: number): void {
    this.count += 1
    const before = level - this.value
    this.value += before / this.count
    this.squares += before * (level - this.value)
  }

  /** The mean with its 95 % interval, in levels. Null where nothing was added. */
  estimate(): Estimate | null {
    if (this.count === 0) return null
    const reach = { least: -FURTHEST, most: FURTHEST }
    if (this.count === 1) return withinReach(this.value, FURTHEST, 1, reach)
    const error = Math.sqrt(this.squares / (this.count - 1) / this.count)
    return withinReach(this.value, Z95 * error, this.count, reach)
  }
}
