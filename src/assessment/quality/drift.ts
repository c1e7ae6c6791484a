import type { Estimate } from './estimate.js'
import { Mean } from './severity.js'

/** One month: how far the levels given lie above or below what each criterion usually gets, in levels. */
export interface MonthOfDrift {
  /** The first moment of the month, UTC. */
  month: Date
  deviation: Estimate
}

/** How often each level of a criterion was given, by month and assessor: counts only, however many judgements. */
export class DriftCounts {
  private readonly months = new Map<string, Map<string, Map<string, number[]>>>()

  add({
    at,
    assessorId,
    criterion,
    level,
  }: {
    at: Date
    assessorId: string
    criterion: string
    level: number
  }) {
    const month = inMap(
      this.months,
      at.toISOString().slice(0, 7),
      () => new Map<string, Map<string, number[]>>(),
    )
    const given = inMap(month, assessorId, () => new Map<string, number[]>())
    const counts = inMap(given, criterion, () => [])
    counts[level] = (counts[level] ?? 0) + 1
  }

  /**
   * Month by month, oldest first, for one assessor or for everybody (null); months without a judgement are left out.
   * @param usual the mean level of a criterion over the whole period
   */
  monthly(assessorId: string | null, usual: (criterion: string) => number): MonthOfDrift[] {
    return [...this.months]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([month, byAssessor]) => {
        const deviation = new Mean()
        for (const [who, given] of byAssessor)
          if (assessorId === null || who === assessorId)
            for (const [criterion, counts] of given)
              counts.forEach((times, level) => {
                for (let time = 0; time < times; time += 1) deviation.add(level - usual(criterion))
              })
        const estimate = deviation.estimate()
        return estimate ? [{ month: new Date(`${month}-01T00:00:00Z`), deviation: estimate }] : []
      })
  }
}

/** What stands under a key, made when nothing does. */
export function inMap<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
