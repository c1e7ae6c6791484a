import { expect } from 'chai'
import { normingAgreement, normingSeverity } from '../../../src/assessment/norming/normingFigures.js'
import {
  decideHandIn,
  openingProblems,
  type NormingScore,
  type OpeningRequest,
} from '../../../src/assessment/norming/normingRound.js'
import type { Rubric } from '../../../src/catalogue/rubric.js'
import { QualityCounts } from '../../../src/assessment/quality/qualityCounts.js'
import { judgement } from '../quality/judgements.js'

const levels = ['beginning', 'developing', 'proficient', 'exemplary']
const rubric: Rubric = {
  levels: levels.map((id, points) => ({ id, points, name: { en: id }, meets: points > 1 })),
  criteria: [{ id: 'talk', name: { en: 'Talk' }, asks: { en: '' }, slots: [], descriptors: [] }],
}
const now = new Date('2026-03-05T12:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)

/** Levels by work, person by person; null: not handed in. */
const scores = (rows: (number | null)[][]): NormingScore[] =>
  rows.flatMap((row, work) =>
    row.flatMap((level, person) =>
      level === null
        ? []
        : {
            id: `${String(work)}-${String(person)}`,
            institutionId: 'harbour',
            roundId: 'round',
            submissionId: `work-${String(work)}`,
            attempt: 1,
            personId: `person-${String(person)}`,
            judgements: [{ criterionId: 'talk', levelId: levels[level] ?? '', comment: 'Because.' }],
            at: now,
          },
    ),
  )

describe('the figures of a norming round', () => {
  it('are those of the quality room where two people scored', () => {
    const rows = [[0, 1], [1, 1], [2, 3], [2, 2], [3, 1], [0, 0], [2, 2]] // prettier-ignore
    const counts = new QualityCounts()
    rows.forEach(([first, second], work) => {
      const common = { submissionId: `work-${String(work)}`, criterionId: 'talk', levels: 4 }
      counts.add(judgement({ ...common, level: first ?? 0, kind: 'first', assessorId: 'a' }))
      counts.add(judgement({ ...common, level: second ?? 0, kind: 'second', assessorId: 'b' }))
    })
    const [room] = counts.ofCriteria()
    const [, talk] = normingAgreement(rubric, scores(rows))
    for (const name of ['exact', 'adjacent', 'linearKappa', 'quadraticKappa', 'alpha'] as const)
      expect(talk?.[name], name).to.deep.equal(room?.[name])
  })

  it('weigh a work of a large group no more than its judgements, and leave out who scored alone', () => {
    const [, talk] = normingAgreement(rubric, scores([[2, 2, 2, 3], [1, null, null, null]])) // prettier-ignore
    expect(talk?.units).to.equal(1)
    expect(talk?.exact?.value).to.be.closeTo(0.5, 1e-9)
    expect(talk?.exact?.units).to.be.closeTo(2, 1e-9)
    expect(talk?.adjacent?.value).to.be.closeTo(1, 1e-9)
  })

  it('say who was stricter: each against the mean of the others', () => {
    const found = normingSeverity(rubric, scores([[3, 1, 2], [3, 1, 2]]), ['person-0', 'person-1', 'person-9']) // prettier-ignore
    expect(found.map(({ severity }) => severity?.value ?? null)).to.deep.equal([1.5, -1.5, null])
  })
})

describe('the rules of a norming round', () => {
  const work = { submissionId: 's', attempt: 1, personId: 'amal', microCredentialId: 'one' }
  const good: OpeningRequest = {
    works: [work],
    participants: ['dina', 'omar'],
    closesAt: days(7),
    now,
    assessors: new Set(['dina', 'omar', 'amal']),
    coached: new Map([['dina', new Set(['badr'])]]),
  }
  const cases: [string, Partial<OpeningRequest>, string[]][] = [
    ['a good one', {}, []],
    ['no work', { works: [] }, ['works noWork']],
    ['two rubrics', { works: [work, { ...work, microCredentialId: 'two' }] }, ['works notOneRubric']],
    ['somebody alone', { participants: ['dina'] }, ['participants fewPeople']],
    ['a stranger', { participants: ['dina', 'eve'] }, ['participants unknownPerson']],
    ['its own author', { participants: ['dina', 'amal'] }, ['participants ownWork']],
    ['its coach', { works: [{ ...work, personId: 'badr' }] }, ['participants coachedWork']],
    ['yesterday', { closesAt: days(-1) }, ['closesOn dayPast']],
    ['nothing right', { works: [], participants: [], closesAt: days(400) }, ['works noWork', 'participants fewPeople', 'closesOn dayFar']], // prettier-ignore
  ]
  for (const [what, change, problems] of cases)
    it(`opening with ${what}: ${problems.join(', ') || 'opened'}`, () => {
      const found = openingProblems({ ...good, ...change })
      expect(found.map(({ field, code }) => `${field} ${code}`)).to.deep.equal(problems)
    })

  const hand = (change: Partial<Parameters<typeof decideHandIn>[0]>) =>
    decideHandIn({
      round: { closed: null, closesAt: days(1) },
      now,
      handedIn: false,
      rubric,
      judgements: [{ criterionId: 'talk', levelId: 'proficient', comment: ' Clear. ' }],
      ...change,
    }).kind
  it('is handed in once, while it is open, with a level and a reason for each criterion', () => {
    expect(hand({})).to.equal('handIn')
    expect(hand({ handedIn: true })).to.equal('handedIn')
    expect(hand({ round: { closed: null, closesAt: now } })).to.equal('closed')
    expect(hand({ round: { closed: { by: 'x', at: now }, closesAt: days(1) } })).to.equal('closed')
    expect(hand({ judgements: [] })).to.equal('incomplete')
    expect(hand({ judgements: [{ criterionId: 'talk', levelId: 'proficient', comment: ' ' }] })).to.equal('incomplete') // prettier-ignore
    expect(hand({ judgements: [{ criterionId: 'talk', levelId: 'nine', comment: 'So.' }] })).to.equal('incomplete') // prettier-ignore
  })
})
