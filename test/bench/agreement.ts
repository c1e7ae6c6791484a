import { QualityCounts } from '../../src/assessment/quality/qualityCounts.js'
import { manyJudgements } from '../assessment/quality/judgements.js'
import { plainAlpha } from '../assessment/quality/plainAlpha.js'
import { rounded, type Measure } from './measure.js'

const HOW_MANY = 50_000

/**
 * Everything the quality room says of fifty thousand judgements, against the textbook's alpha alone, value by value,
 * on a tenth of them (all of them would take a hundred times as long).
 */
export async function benchAgreement(): Promise<Measure[]> {
  const records = manyJudgements(HOW_MANY)
  const times: number[] = []
  let found: ReturnType<QualityCounts['ofCriteria']> = []
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now()
    const counts = new QualityCounts()
    for (const record of records) counts.add(record)
    found = counts.ofCriteria()
    counts.ofAssessors()
    counts.drift(null)
    times.push(performance.now() - began)
  }
  const quick = times.sort((a, b) => a - b)[2] ?? 0

  const tenth = records.slice(0, HOW_MANY / 10)
  const began = performance.now()
  const plain = ['talk', 'plan'].map((criterionId) => plainAlpha(tenth, criterionId))
  const slow = performance.now() - began
  const counts = new QualityCounts()
  for (const record of tenth) counts.add(record)
  for (const [index, criterionId] of ['talk', 'plan'].entries()) {
    const same = counts.ofCriteria().find((one) => one.criterionId === criterionId)?.alpha?.value ?? NaN
    if (!(Math.abs(same - (plain[index] ?? NaN)) < 1e-9))
      throw new Error('the quick alpha is not the plain one')
  }
  if (found.length !== 2) throw new Error('two criteria were judged')
  return Promise.resolve([
    {
      name: `all statistics over ${HOW_MANY.toLocaleString('en')} judgements`,
      value: rounded(quick, 1),
      unit: 'ms',
    },
    {
      name: 'the textbook’s alpha alone over a tenth of them',
      value: rounded(slow, 1),
      unit: 'ms',
      against: 'all statistics over ten times as many',
      ratio: slow / quick,
    },
  ])
}
