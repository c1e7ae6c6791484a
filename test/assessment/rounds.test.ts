import { expect } from 'chai'
import type { Assessment } from '../../src/assessment/assessment.js'
import { decideResult, resultsOf } from '../../src/assessment/round.js'
import { decideSecondLook, isBorderline, isSampled } from '../../src/assessment/secondLook.js'
import { decideTaking } from '../../src/assessment/taking.js'
import { isUnattended } from '../../src/assessment/unattended.js'
import { defaultSettings } from '../../src/institutions/settings.js'
import { microCredential } from '../submissions/samples.js'
import { finalised, judged, round } from './samples.js'

const { rubric } = microCredential
const all = ['proficient', 'proficient', 'proficient']
const short = ['proficient', 'developing', 'proficient']
const far = ['proficient', 'beginning', 'proficient']
const farther = ['beginning', 'beginning', 'proficient']
const twice = { second: { because: 'sampled' as const, tolerance: 1 } }

const first = (levels: string[], more = {}) => round({ finalised: finalised('dina', 1, levels, more) })
const second = (levels: string[]) => round({ round: 'second', finalised: finalised('omar', 2, levels) })
const third = (levels: string[]) => round({ round: 'adjudication', finalised: finalised('lina', 3, levels) })
const appeal = (levels: string[]) => round({ round: 'appeal', finalised: finalised('sami', 5, levels) })
const now = finalised('nobody', 3, all).at
const inVain = () => round({ round: 'second', withdrawn: { at: now, because: 'nobodyCame' } })
const correction = (turn: number, levels: string[]) =>
  round({ round: 'correction', turn, finalised: finalised('dina', 5 + turn, levels) })

describe('the result of an attempt', () => {
  const opens: [string, Assessment[], string][] = [
    ['nothing judged waits', [round()], 'waiting'],
    ['a first look that settles it', [first(short)], 'single by dina: notYet'],
    ['a first look that is to be checked opens a second', [first(short, twice)], 'opens second: sampled'],
    ['a second look that is under way waits', [first(short, twice), round({ round: 'second' })], 'waiting'],
    ['two that agree', [first(short, twice), second(short)], 'agreed by dina: notYet'],
    ['two within one level, both not yet', [first(short, twice), second(far)], 'agreed by dina: notYet'],
    ['one level apart across the line', [first(all, twice), second(short)], 'opens adjudication: apart'],
    ['two levels apart', [first(short, twice), second(farther)], 'opens adjudication: apart'],
    [
      'the third person decides',
      [first(all, twice), second(short), third(short)],
      'adjudicated by lina: notYet',
    ],
    [
      'a second look that nobody came to leaves the first',
      [first(short, twice), inVain()],
      'single by dina: notYet',
    ],
    [
      'and a correction takes the place of that',
      [first(all, twice), inVain(), correction(1, short)],
      'corrected by dina: notYet',
    ],
    [
      'a round withdrawn for another reason settles nothing',
      [first(short, twice), round({ round: 'second', withdrawn: { at: now } })],
      'waiting',
    ],
    ['an appeal takes its place', [first(short), appeal(all)], 'appealed by sami: met'],
    [
      'so does each correction, the last one standing',
      [first(all), correction(1, short), correction(2, all)],
      'corrected by dina: met',
    ],
    [
      'an appeal that waits changes nothing',
      [first(short), round({ round: 'appeal' })],
      'single by dina: notYet',
    ],
  ]
  for (const [name, rounds, expected] of opens)
    it(name, () => {
      for (const order of [rounds, [...rounds].reverse()]) {
        const decision = decideResult(order, rubric)
        const said =
          decision.kind === 'open'
            ? `opens ${decision.round}: ${decision.because}`
            : decision.kind === 'result'
              ? `${decision.result.basis} by ${decision.result.by}: ${decision.result.outcome}`
              : 'waiting'
        expect(said).to.equal(expected)
      }
    })

  it('with no tolerance one level apart is too far', () => {
    const strict = { second: { because: 'sampled' as const, tolerance: 0 } }
    const decision = decideResult([first(short, strict), second(far)], rubric)
    expect(decision).to.deep.equal({ kind: 'open', round: 'adjudication', because: 'apart' })
  })
  it('agreed, it speaks with one voice: the words of the first, the moment of the second', () => {
    const [result] = resultsOf([first(short, twice), second(far)], rubric)
    expect(result?.judgements).to.deep.equal(judged(...short))
    expect(result?.at).to.deep.equal(finalised('omar', 2, far).at)
  })
  it('each later result names the one it takes the place of', () => {
    const results = resultsOf([first(short), appeal(all), correction(1, short)], rubric)
    expect(results.map(({ replaces }) => replaces)).to.deep.equal([null, 'sub-1-first-1', 'sub-1-appeal-1'])
  })
})

describe('a second look that nobody comes to', () => {
  // Due on Thursday the 12th: Monday the 16th is the second working day after.
  const dueBy = new Date('2026-03-12T19:00:00Z')
  const claimed = { by: 'omar', at: dueBy }
  const later = new Date('2026-03-16T19:00:01Z')
  const cases: [string, Partial<Assessment>, Date, boolean][] = [
    ['is waited for two working days beyond the promise', {}, new Date('2026-03-16T19:00:00Z'), false],
    ['and no longer', {}, later, true],
    ['somebody who has begun is waited for', { claimed }, later, false],
    ['so is a third person, for there is no answer yet', { round: 'adjudication' }, later, false],
    ['and somebody new after an appeal', { round: 'appeal' }, later, false],
    ['what is done is done', { dueBy: null }, later, false],
  ]
  for (const [name, more, at, expected] of cases)
    it(name, () => expect(isUnattended(round({ round: 'second', dueBy, ...more }), at)).to.equal(expected))
})

describe('who may take a round', () => {
  const cases: [string, Partial<Assessment>, string, boolean, string][] = [
    ['anybody the first', {}, 'dina', false, 'take'],
    ['no coach the work of somebody they coached', { personId: 'badr' }, 'dina', true, 'coached'],
    ['nobody the work of somebody they know too well', { personId: 'noor' }, 'dina', true, 'declared'],
    ['nobody that of a colleague', { personId: 'sami' }, 'dina', true, 'same_school'],
    ['nobody their own work', {}, 'amal', true, 'own_work'],
    [
      'nobody a second round of what they judged',
      { round: 'second', barred: ['amal', 'dina'] },
      'dina',
      true,
      'judged_before',
    ],
    ['somebody else the second', { round: 'second', barred: ['amal', 'dina'] }, 'omar', false, 'take'],
    [
      'a third person with the right decides',
      { round: 'adjudication', barred: ['amal', 'dina', 'omar'] },
      'lina',
      true,
      'take',
    ],
    ['without the right they do not', { round: 'adjudication' }, 'lina', false, 'not_adjudicator'],
    ['nor on an appeal', { round: 'appeal' }, 'lina', false, 'not_adjudicator'],
    [
      'and who decided before does not hear the appeal',
      { round: 'appeal', barred: ['lina'] },
      'lina',
      true,
      'judged_before',
    ],
  ]
  for (const [name, more, personId, mayAdjudicate, expected] of cases)
    it(name, () => {
      const decision = decideTaking(round(more), {
        personId,
        from: 'cohort',
        mayAdjudicate,
        coached: new Set(['badr']),
        declared: new Set(['noor']),
        schoolmates: new Set(['sami']),
        versions: null,
      })
      expect(decision.kind === 'take' ? 'take' : decision.because).to.equal(expected)
    })
})

describe('a second look', () => {
  const rules = { ...defaultSettings, scoredTwicePercent: 0 }
  const asked = { work: { submissionId: 's', attempt: 1 }, rubric, secret: 'secret', othersMayJudge: true }
  const decide = (levels: string[], more = {}) =>
    decideSecondLook({ ...asked, judgements: judged(...levels), rules, ...more })

  it('is due where one criterion is missing by one level, and only there', () => {
    const borderline = [all, short, far, farther, ['developing', 'developing', 'proficient']].map((levels) =>
      isBorderline(judged(...levels), rubric),
    )
    expect(borderline).to.deep.equal([false, true, false, false, false])
    expect(decide(short)).to.deep.equal({ because: 'borderline', tolerance: 1 })
    expect(decide(short, { rules: { ...rules, borderlineTwice: false } })).to.equal(null)
  })
  it('is not asked where nobody else could give it', () =>
    expect(decide(short, { othersMayJudge: false })).to.equal(null))
  it('is drawn for the share asked for, the same each time, and otherwise with another secret', () => {
    const works = Array.from({ length: 5_000 }, (_, index) => ({
      submissionId: `s-${String(index)}`,
      attempt: 1,
    }))
    const drawn = (secret: string, percent = 20) => works.filter((work) => isSampled(work, percent, secret))
    expect(drawn('one').length / works.length).to.be.closeTo(0.2, 0.02)
    expect(drawn('one')).to.deep.equal(drawn('one'))
    expect(drawn('one')).to.not.deep.equal(drawn('two'))
    expect([drawn('one', 0).length, drawn('one', 100).length]).to.deep.equal([0, works.length])
  })
})
