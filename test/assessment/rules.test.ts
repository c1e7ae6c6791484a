import { expect } from 'chai'
import { decideFinalising } from '../../src/assessment/finalising.js'
import { promiseTone } from '../../src/assessment/overdue/dueGroups.js'
import { microCredential } from '../submissions/samples.js'
import { sealFits, sealOf } from '../../src/assessment/seal.js'
import { finalised, round } from './samples.js'

const given = (criterionId: string, levelId: string | null, comment = '') => ({
  criterionId,
  levelId,
  comment,
})
const open = { finalised: null, carried: [] }

describe('finalising', () => {
  it('needs a level for every open criterion and feedback where one is not met', () => {
    const decision = decideFinalising(open, microCredential, [
      given('plan', 'proficient'),
      given('room', 'developing', '  '),
    ])
    expect(decision).to.deep.equal({
      kind: 'incomplete',
      problems: [
        { criterionId: 'room', code: 'noFeedback' },
        { criterionId: 'hear', code: 'noLevel' },
      ],
    })
  })
  it('refuses a level the rubric does not have', () => {
    const decision = decideFinalising(open, microCredential, [given('plan', 'excellent', 'Well done')])
    expect(decision.kind === 'incomplete' && decision.problems[0]).to.deep.equal({
      criterionId: 'plan',
      code: 'noLevel',
    })
  })
  it('everything met is met', () => {
    const all = ['plan', 'room', 'hear'].map((id) => given(id, 'proficient'))
    const decision = decideFinalising(open, microCredential, all)
    expect(decision.kind === 'finalise' && decision.outcome).to.equal('met')
  })
  it('carried criteria need no judgement and cannot be judged again', () => {
    const carried = [
      { criterionId: 'plan', levelId: 'proficient', comment: 'Clear.' },
      { criterionId: 'hear', levelId: 'proficient', comment: '' },
    ]
    const decision = decideFinalising({ finalised: null, carried }, microCredential, [
      given('plan', 'beginning', 'Changed my mind'),
      given('room', 'proficient'),
    ])
    expect(decision).to.deep.equal({
      kind: 'finalise',
      outcome: 'met',
      judgements: [carried[0], { criterionId: 'room', levelId: 'proficient', comment: '' }, carried[1]],
      met: ['plan', 'room', 'hear'],
      unmet: [],
    })
  })
})

describe('a seal', () => {
  const said = finalised('dina', 3, ['proficient', 'developing', 'proficient'])

  it('made before there was a next step still fits', () => {
    const old = round({ finalised: { ...said, seal: '7gpXg8oDJfej53nW5qOOPENEDi2LWjheOVnI6K46bak' } })
    expect(sealFits(old, 'key')).to.equal(true)
  })

  it('covers the next step', () => {
    const judgements = said.judgements.map((one) => ({ ...one, next: 'Film one corner.' }))
    const seal = sealOf(round({ finalised: { ...said, judgements } }), 'key')
    expect(sealFits(round({ finalised: { ...said, judgements, seal } }), 'key')).to.equal(true)
    expect(sealFits(round({ finalised: { ...said, seal } }), 'key')).to.equal(false)
  })
})

describe('a promise', () => {
  const now = new Date('2026-03-05T12:00:00Z')
  const cases: [string | null, string][] = [
    ['2026-03-05T11:59:59Z', 'late'],
    ['2026-03-06T11:00:00Z', 'soon'],
    ['2026-03-06T23:59:59Z', 'soon'],
    ['2026-03-07T00:00:00Z', ''],
    [null, ''],
  ]
  for (const [at, tone] of cases)
    it(`for ${at ?? 'nothing'} is ${tone || 'calm'}`, () =>
      expect(promiseTone(at ? new Date(at) : null, now)).to.equal(tone))
  it('for Monday is soon on Friday', () =>
    expect(promiseTone(new Date('2026-03-09T19:00:00Z'), new Date('2026-03-06T12:00:00Z'))).to.equal('soon'))
})
