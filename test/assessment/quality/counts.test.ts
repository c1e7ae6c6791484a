import { expect } from 'chai'
import { adviceOnAssessor, adviceOnCriterion } from '../../../src/assessment/quality/advice.js'
import { QualityCounts } from '../../../src/assessment/quality/qualityCounts.js'
import type { JudgementRecord } from '../../../src/assessment/judgementRecord.js'
import { judgement, manyJudgements } from './judgements.js'
import { plainAlpha } from './plainAlpha.js'

const counted = (records: readonly JudgementRecord[]) => {
  const counts = new QualityCounts()
  for (const record of records) counts.add(record)
  return counts
}

/** Work that two assessors judged, `times` times over. */
const twice = (times: number, first: number, second: number, work = 'w'): JudgementRecord[] =>
  Array.from({ length: times }, (_, index) => [
    judgement({ submissionId: `${work}${String(index)}`, assessorId: 'amal', level: first }),
    judgement({ submissionId: `${work}${String(index)}`, assessorId: 'badr', level: second, kind: 'second' }),
  ]).flat()

describe('what judgements come to', () => {
  it('agrees with the textbook on six hundred judgements, in whatever order they come', () => {
    const records = manyJudgements(600)
    const found = counted(records).ofCriteria()
    for (const criterionId of ['talk', 'plan']) {
      const quick = found.find((one) => one.criterionId === criterionId)
      expect(quick?.alpha?.value).to.be.closeTo(plainAlpha(records, criterionId), 1e-9)
    }
    const shuffled = counted([...records].reverse()).ofCriteria()
    const rounded = (list: typeof found) =>
      list.map(({ criterionId, alpha, exact }) => [criterionId, alpha?.value.toFixed(9), exact?.value])
    expect(rounded(shuffled)).to.deep.equal(rounded(found))
  })

  it('counts independent looks only: a third person knows what the two said', () => {
    const pair = twice(1, 2, 3)
    const more = (['adjudication', 'appeal', 'correction', 'benchmark', 'norming'] as const).map((kind) =>
      judgement({ submissionId: 'w0', assessorId: 'dana', level: 0, kind }),
    )
    const [criterion] = counted([...pair, ...more]).ofCriteria()
    expect(criterion?.judgements).to.equal(2)
    expect(criterion?.adjacent?.value).to.equal(1)
    expect(counted([...pair, ...more]).ofAssessors().map(({ assessorId }) => assessorId)).to.have.members(['amal', 'badr']) // prettier-ignore
  })

  it('never pairs two attempts, two criteria or two works', () => {
    const apart = [
      judgement({ submissionId: 'a', attempt: 1 }),
      judgement({ submissionId: 'a', attempt: 2, assessorId: 'badr' }),
      judgement({ submissionId: 'b', attempt: 1, assessorId: 'badr' }),
      judgement({ submissionId: 'a', attempt: 1, criterionId: 'plan', assessorId: 'badr' }),
    ]
    for (const { exact, alpha } of counted(apart).ofCriteria())
      expect([exact, alpha]).to.deep.equal([null, null])
  })

  it('says who is stricter by how many levels on the same work, and who more generous', () => {
    const [amal, badr] = counted([...twice(20, 1, 2, 'a'), ...twice(20, 2, 2, 'b')]).ofAssessors()
    expect(amal?.severity?.value).to.be.closeTo(-0.5, 1e-9)
    expect(badr?.severity?.value).to.be.closeTo(0.5, 1e-9)
    expect(amal?.severity?.high).to.be.below(0)
    expect(adviceOnAssessor(amal!)).to.equal('strict')
    expect(adviceOnAssessor(badr!)).to.equal('generous')
  })

  it('tells how somebody moves away from the usual, month by month', () => {
    const month = (at: string, assessorId: string, level: number) =>
      judgement({ at: new Date(at), assessorId, level, submissionId: `${at}${assessorId}` })
    const counts = counted([
      month('2026-01-10T00:00:00Z', 'amal', 2),
      month('2026-01-11T00:00:00Z', 'badr', 2),
      month('2026-02-10T00:00:00Z', 'amal', 0),
      month('2026-02-28T23:59:00Z', 'badr', 2),
    ])
    // The criterion usually gets 1.5.
    expect(counts.drift('amal').map(({ deviation }) => deviation.value)).to.deep.equal([0.5, -1.5])
    expect(counts.drift(null).map(({ deviation }) => deviation.value)).to.deep.equal([0.5, -0.5])
    expect(counts.drift('nobody')).to.deep.equal([])
  })

  it('warns of a small sample before it says anything else', () => {
    const advice = (times: number, other: number) =>
      adviceOnCriterion(
        counted([...twice(times, 2, other), ...twice(times, 0, 3 - other, 'x')]).ofCriteria()[0]!,
      )
    expect(adviceOnCriterion(counted([judgement({})]).ofCriteria()[0]!)).to.equal('nothingYet')
    expect(advice(14, 0)).to.equal('small')
    expect(advice(15, 0)).to.equal('talk')
    expect(adviceOnCriterion(counted([...twice(20, 2, 2), ...twice(20, 0, 0, 'x')]).ofCriteria()[0]!)).to.equal('fine') // prettier-ignore
  })
})
