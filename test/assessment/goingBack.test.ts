import { expect } from 'chai'
import { decideGoingBack, type GoingBackDecision } from '../../src/assessment/completing/goingBack.js'
import { decideResult } from '../../src/assessment/round.js'
import { sealFits, sealOf } from '../../src/assessment/seal.js'
import { proveCase, type Case } from '../../src/services/proof/provenCase.js'
import { decideOutcome } from '../../src/submissions/attempts.js'
import { decideSendingBack, type SentBack } from '../../src/submissions/sendingBack.js'
import { artefactAt, stateOf, wasSent } from '../../src/submissions/submission.js'
import { artefact, attempt, microCredential, sentAt, submission } from '../submissions/samples.js'
import { finalised, round } from './samples.js'

const missing = [{ slotId: 'photo', reason: 'cannotOpen' as const, words: 'The photo is black.' }]
const backAt = new Date('2026-03-06T09:00:00Z')
const back: SentBack = { sent: sentAt, by: 'dina', at: backAt, missing }
const wentBack = { by: 'dina', at: backAt, missing }
const recorded = {
  by: 'omar',
  at: sentAt.at,
  seenOn: '2026-03-01',
  seenBy: 'Omar',
  way: 'visit' as const,
  text: 'Seen.',
}

describe('sending work back that is not complete', () => {
  const said = [{ slotId: 'photo', reason: 'cannotOpen', words: ' The photo is black. ' }]
  const sent = attempt(1, { submitted: sentAt })
  const cases: [string, Parameters<typeof decideGoingBack>, GoingBackDecision][] = [
    ['a named piece with reason and words', [round(), sent, said], { kind: 'back', missing }],
    ['no piece named', [round(), sent, [{ ...said[0]!, reason: '', words: ' ' }]], { kind: 'nothingNamed' }],
    [
      'a reason without words, and words without a reason of the list',
      [
        round(),
        sent,
        [
          { ...said[0]!, words: ' ' },
          { slotId: 'story', reason: 'boring', words: 'Dull.' },
        ],
      ],
      {
        kind: 'incomplete',
        problems: [
          { slotId: 'photo', code: 'noWords' },
          { slotId: 'story', code: 'noReason' },
        ],
      },
    ],
    [
      'a piece that is not open in this attempt, which its educator could not mend',
      [round(), { ...sent, openSlots: ['story'] }, said],
      { kind: 'nothingNamed' },
    ],
    [
      'once it is finalised',
      [round({ finalised: finalised('dina', 1, []) }), sent, said],
      { kind: 'refused', because: 'nothing_waits' },
    ],
    ['once it went back', [round({ wentBack }), sent, said], { kind: 'refused', because: 'nothing_waits' }],
    [
      'in any later look',
      [round({ round: 'second' }), sent, said],
      { kind: 'refused', because: 'not_first_round' },
    ],
    [
      'what somebody else wrote down',
      [round(), { ...sent, recorded }, said],
      { kind: 'refused', because: 'recorded_work' },
    ],
  ]
  for (const [name, given, expected] of cases)
    it(name, () => expect(decideGoingBack(...given)).to.deep.equal(expected))

  it('an answer is decided by the sending that was judged, whatever came back before', () => {
    const rounds = [round({ wentBack, dueBy: null }), round({ turn: 2, finalised: finalised('dina', 3, []) })]
    const decision = decideResult(rounds, microCredential.rubric)
    expect(decision.kind === 'result' && decision.result.assessmentId).to.equal('sub-1-first-2')
    expect(decideResult([rounds[0]!], microCredential.rubric)).to.deep.equal({ kind: 'waiting' })
  })

  it('what was said is sealed with the round', () => {
    const seal = sealOf(round({ wentBack }), 'key')
    expect(sealFits(round({ wentBack: { ...wentBack, seal } }), 'key')).to.equal(true)
    const edited = { ...wentBack, missing: [{ ...missing[0]!, words: 'Nothing.' }], seal }
    expect(sealFits(round({ wentBack: edited }), 'key')).to.equal(false)
  })
})

describe('an attempt that came back', () => {
  const news = { attempt: 1, sending: 1, by: 'dina', at: backAt, missing }
  const sent = submission({ attempts: [attempt(1, { submitted: sentAt })], promisedBy: sentAt.promisedBy })
  const opened = decideSendingBack(sent, news)!

  it('is open again under its own number, with nothing promised, and says so', () => {
    expect(opened).to.include({ promisedBy: null, toFollow: null, updatedAt: backAt })
    expect(opened.attempts).to.deep.equal([attempt(1, { sentBack: [back] })])
    expect(stateOf(opened, 'none', false)).to.equal('incomplete')
  })
  const late: [string, Parameters<typeof decideSendingBack>][] = [
    ['told twice', [opened, news]],
    [
      'sent again meanwhile',
      [submission({ attempts: [attempt(1, { submitted: sentAt, sentBack: [back] })] }), news],
    ],
    [
      'of an attempt that another has followed',
      [{ ...sent, attempts: [...sent.attempts, attempt(2)] }, news],
    ],
    ['met meanwhile', [{ ...sent, met: { at: backAt, attempt: 1 } }, news]],
  ]
  for (const [name, given] of late)
    it(`changes nothing ${name}`, () => expect(decideSendingBack(...given)).to.equal(null))

  it('keeps what was sent beside what is written now', () => {
    const both = {
      ...opened,
      artefacts: [artefact('story', { text: 'first' }), artefact('story', { text: 'now', sending: 2 })],
    }
    expect(artefactAt(both, 'story')?.text).to.equal('now')
    expect(artefactAt(both, 'story', 1, 1)?.text).to.equal('first')
    expect(both.artefacts.map((one) => wasSent(both, one))).to.deep.equal([true, false])
  })

  it('keeps what came back when a changed answer to the attempt before opens other pieces', () => {
    const second = submission({
      attempts: [attempt(1, { submitted: sentAt }), attempt(2, { sentBack: [back], openSlots: ['photo'] })],
    })
    const outcome = { attempt: 1, met: ['plan', 'hear'], unmet: ['room'], at: backAt }
    const decision = decideOutcome(second, microCredential, outcome, backAt)
    expect(decision.kind === 'openNext' && decision.next.sentBack).to.deep.equal([back])
  })
})

describe('proving what came back', () => {
  const seal = sealOf(round({ wentBack }), 'key')
  const one: Case = {
    submission: submission({ personId: 'amal', attempts: [attempt(1, { sentBack: [back] })] }),
    microCredential,
    rounds: [round({ dueBy: null, wentBack: { ...wentBack, seal } })],
    posts: [],
    awards: [],
    noted: new Map(),
  }
  const codes = (change: Partial<Case>) =>
    proveCase({ ...one, ...change }, 'key').problems.map(({ code }) => code)
  const words = [{ ...missing[0]!, words: 'Nothing.' }]

  it('finds that both sides say the same', () => expect(codes({})).to.deep.equal([]))
  it('finds a round that was edited', () =>
    expect(codes({ rounds: [round({ wentBack: { ...wentBack, missing: words, seal } })] })).to.include(
      'round.changed',
    ))
  it('finds a submission that says otherwise', () =>
    expect(
      codes({
        submission: {
          ...one.submission,
          attempts: [attempt(1, { sentBack: [{ ...back, missing: words }] })],
        },
      }),
    ).to.deep.equal(['submission.differs']))
  it('finds that what was sent again has no round of its own', () =>
    expect(
      codes({
        submission: { ...one.submission, attempts: [attempt(1, { submitted: sentAt, sentBack: [back] })] },
      }),
    ).to.deep.equal(['round.missing']))
})
