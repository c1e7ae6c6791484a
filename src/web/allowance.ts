import type { Clock } from '../clock/clock.js'

/** Answers 0 and counts one where `key` may go on; otherwise the whole seconds until it may. */
export type Allowance = (key: string) => number

const mostKeys = 20_000

/**
 * So many a minute for each key, at once or spread (a token bucket), counted in this process. A key that has its whole allowance back is forgotten, and of more
 * keys than can be kept the oldest are: somebody with a hundred thousand addresses fills no memory.
 */
export function createAllowance(options: { perMinute: number; clock: Clock }): Allowance {
  const { perMinute, clock } = options
  const perMs = perMinute / 60_000
  const left = new Map<string, { tokens: number; at: number }>()
  return (key) => {
    const now = clock.now().getTime()
    const known = left.get(key)
    const tokens = known ? Math.min(perMinute, known.tokens + Math.max(0, now - known.at) * perMs) : perMinute
    left.delete(key)
    if (left.size >= mostKeys) left.delete(left.keys().next().value ?? '')
    left.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now })
    return tokens < 1 ? Math.ceil((1 - tokens) / perMs / 1_000) : 0
  }
}
