import type { JudgementRecord } from '../../../src/assessment/judgementRecord.js'

/**
 * Krippendorff's ordinal alpha of one criterion as the textbook writes it: every value against every other. Slow and
 * plain, to hold the quick one to.
 */
export function plainAlpha(records: readonly JudgementRecord[], criterionId: string): number {
  const works = new Map<string, number[]>()
  for (const record of records) {
    if (record.criterionId !== criterionId) continue
    const work = `${record.submissionId}/${String(record.attempt)}`
    works.set(work, [...(works.get(work) ?? []), record.level])
  }
  const units = [...works.values()].filter((levels) => levels.length > 1)
  const values = units.flat()
  const seen = (level: number) => values.filter((one) => one === level).length
  const occurs = Array.from({ length: 4 }, (_, level) => seen(level))
  const difference = (one: number, other: number): number => {
    const [low, high] = [Math.min(one, other), Math.max(one, other)]
    const between = occurs.slice(low, high + 1).reduce((sum, count) => sum + count, 0)
    return (between - ((occurs[low] ?? 0) + (occurs[high] ?? 0)) / 2) ** 2
  }
  let observed = 0
  for (const levels of units)
    levels.forEach((one, at) => {
      levels.forEach((other, place) => {
        if (at !== place) observed += difference(one, other) / (levels.length - 1)
      })
    })
  let expected = 0
  for (const one of values) for (const other of values) expected += difference(one, other)
  return 1 - ((values.length - 1) * observed) / expected
}
