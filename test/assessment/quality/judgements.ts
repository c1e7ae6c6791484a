import type { JudgementRecord } from '../../../src/assessment/judgementRecord.js'

/** A judgement of the one criterion `talk`, unless told otherwise. */
export const judgement = (more: Partial<JudgementRecord>): JudgementRecord => ({
  institutionId: 'harbour',
  microCredentialKey: 'calm',
  microCredentialVersion: 1,
  criterionId: 'talk',
  submissionId: 'work',
  attempt: 1,
  assessorId: 'amal',
  level: 2,
  levels: 4,
  meetsFrom: 2,
  at: new Date('2026-03-05T10:00:00Z'),
  kind: 'first',
  ...more,
})

/** Draws that are the same in every run (a linear congruential generator, Numerical Recipes). */
export function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** As many judgements as asked for: six assessors with habits of their own, two criteria, half of the work judged twice. */
export function manyJudgements(howMany: number): JudgementRecord[] {
  const draw = draws(20_260_301)
  const records: JudgementRecord[] = []
  for (let work = 0; records.length < howMany; work += 1) {
    const truth = draw() * 4
    const first = Math.floor(draw() * 6)
    const second = (first + 1 + Math.floor(draw() * 5)) % 6
    const looks = draw() < 0.5 ? [first, second] : [first]
    looks.forEach((assessor, look) => {
      const given = Math.floor(truth + (draw() - 0.5) * 1.6 + (assessor - 2.5) * 0.1)
      records.push(
        judgement({
          criterionId: work % 2 ? 'talk' : 'plan',
          submissionId: `work-${String(work)}`,
          assessorId: `assessor-${String(assessor)}`,
          level: Math.max(0, Math.min(3, given)),
          at: new Date(Date.UTC(2026, work % 6, 1 + (work % 27))),
          kind: look === 0 ? 'first' : 'second',
        }),
      )
    })
  }
  return records.slice(0, howMany)
}
