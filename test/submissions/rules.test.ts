import { expect } from 'chai'
import { decideOutcome, decideSending, slotsOf } from '../../src/submissions/attempts.js'
import { fingerprint, mergeSlot, type SlotContent } from '../../src/submissions/draft.js'
import { countWords, isLink, missingSlots } from '../../src/submissions/evidenceCheck.js'
import { artefact, attempt, complete, microCredential, sentAt, submission } from './samples.js'

const now = new Date('2026-03-05T20:00:00Z')

describe('what is still missing', () => {
  const problemsWith = (artefacts: ReturnType<typeof complete>) =>
    missingSlots(microCredential, submission({ artefacts })).map(({ slotId, code }) => `${slotId}: ${code}`)

  it('names every required slot of an empty submission, and not the optional one', () =>
    expect(problemsWith([])).to.deep.equal(['story: missing', 'photo: missing', 'look-back: missing']))
  it('names nothing when all is there', () => expect(problemsWith(complete())).to.deep.equal([]))
  const erased = { at: new Date('2026-03-04'), by: 'person:amal' }
  const erasedFile = { artefactId: 'f', name: '', type: 'image/png', bytes: 9, sha256: 'a', erased }
  const cases: [string, ReturnType<typeof artefact>, string[]][] = [
    ['white space is not evidence', artefact('story', { text: ' \n ' }), ['story: missing']],
    ['too few words', artefact('story', { text: 'Two words' }), ['story: tooShort']],
    ['too many words', artefact('story', { text: 'word '.repeat(51) }), ['story: tooLong']],
    ['an open prompt', artefact('look-back', { answers: ['one', ' '] }), ['look-back: unanswered']],
    ['a link that runs', artefact('link', { url: 'javascript:alert(1)' }), ['link: badLink']],
    ['a removed file', artefact('photo', { file: null }), ['photo: missing']],
    ['a file deleted since', artefact('photo', { file: erasedFile }), ['photo: missing']],
  ]
  for (const [name, given, expected] of cases)
    it(`says so for ${name}`, () => {
      const rest = complete().filter(({ slotId }) => slotId !== given.slotId)
      expect(problemsWith([...rest, given])).to.deep.equal(expected)
    })
  it('counts Arabic words and line breaks like any other', () =>
    expect(countWords('غرفة هادئة\nلكل طالب')).to.equal(4))
  const links: [string, boolean][] = [
    ['https://example.org/plan', true],
    ['http://مدرسة.example', true],
    ['example.org', false],
    ['data:text/html,x', false],
    [`https://example.org/${'a'.repeat(2_000)}`, false],
  ]
  for (const [link, ok] of links)
    it(`${ok ? 'takes' : 'refuses'} ${link.slice(0, 30)} as a link`, () => expect(isLink(link)).to.equal(ok))
})

describe('sending', () => {
  it('sends what is complete and promises an answer in five working days', () => {
    const decision = decideSending(submission({ artefacts: complete() }), microCredential, now, 5)
    expect(decision).to.deep.equal({
      kind: 'send',
      attempt: 1,
      submitted: { at: now, promisedBy: new Date('2026-03-12T20:00:00Z') },
    })
  })
  it('is held back by named slots only', () =>
    expect(decideSending(submission(), microCredential, now, 5).kind).to.equal('missing'))
  it('happens once', () => {
    const sent = submission({ attempts: [attempt(1, { submitted: sentAt })] })
    expect(decideSending(sent, microCredential, now, 5)).to.deep.equal({ kind: 'alreadySent', attempt: 1 })
  })
})

describe('an outcome', () => {
  const later = new Date(now.getTime() + 3_600_000)
  const sent = submission({ artefacts: complete(), attempts: [attempt(1, { submitted: sentAt })] })
  it('opens only the slots of what is not met, and carries the rest', () => {
    const outcome = { attempt: 1, met: ['plan', 'hear'], unmet: ['room'], at: now }
    expect(decideOutcome(sent, microCredential, outcome, now)).to.deep.equal({
      kind: 'openNext',
      next: {
        number: 2,
        openedAt: now,
        submitted: null,
        openSlots: ['photo'],
        carriedCriteria: ['plan', 'hear'],
      },
    })
  })
  it('ends the submission when everything is met', () => {
    const outcome = { attempt: 1, met: ['plan', 'room', 'hear'], unmet: [], at: now }
    expect(decideOutcome(sent, microCredential, outcome, now).kind).to.equal('done')
  })
  it('applied twice changes nothing', () => {
    const outcome = { attempt: 1, met: [], unmet: ['room'], at: now }
    const decision = decideOutcome(sent, microCredential, outcome, now)
    const opened = {
      ...sent,
      attempts: [...sent.attempts, ...(decision.kind === 'openNext' ? [decision.next] : [])],
    }
    expect(decideOutcome(opened, microCredential, outcome, later).kind).to.equal('alreadyApplied')
    const ended = { ...sent, met: { at: now, attempt: 1 } }
    expect(decideOutcome(ended, microCredential, { ...outcome, unmet: [] }, later).kind).to.equal(
      'alreadyApplied',
    )
  })
  it('changed opens other slots, ends it or opens it again, as long as no later attempt was sent', () => {
    const outcome = { attempt: 1, met: ['plan'], unmet: ['hear'], at: now }
    const opened = { ...sent, attempts: [...sent.attempts, attempt(2, { openSlots: ['photo'] })] }
    const other = decideOutcome(opened, microCredential, outcome, later)
    expect(other.kind === 'openNext' && other.next.openSlots).to.deep.equal(['story', 'look-back'])
    expect(decideOutcome(opened, microCredential, { ...outcome, unmet: [] }, later).kind).to.equal('done')
    const ended = { ...sent, met: { at: now, attempt: 1 } }
    expect(decideOutcome(ended, microCredential, outcome, later).kind).to.equal('openNext')
    const sentAgain = { ...sent, attempts: [...sent.attempts, attempt(2, { submitted: sentAt })] }
    expect(decideOutcome(sentAgain, microCredential, outcome, later).kind).to.equal('alreadyApplied')
    expect(decideOutcome(sentAgain, microCredential, { ...outcome, unmet: [] }, later).kind).to.equal('done')
  })
  it('opens every slot of a criterion that is shown in two', () =>
    expect(slotsOf(microCredential, ['hear'])).to.deep.equal(['story', 'look-back']))
})

describe('two open pages', () => {
  const content = (text: string): SlotContent => ({ text })
  const stored = (text: string, savedFrom: string, before = '') =>
    artefact('story', { text, savedFrom, replaced: fingerprint(content(before)) })
  const post = (text: string, base: string) => ({
    slotId: 'story',
    content: content(text),
    base: fingerprint(content(base)),
  })
  const cases: [string, Parameters<typeof mergeSlot>, string][] = [
    ['first words', [undefined, post('a', ''), 'one'], 'takePosted'],
    ['own later words', [stored('a', 'one'), post('ab', ''), 'one'], 'takePosted'],
    ['own undo back to the start', [stored('a', 'one'), post('', ''), 'one'], 'takePosted'],
    ['the same words', [stored('a', 'two'), post('a', ''), 'one'], 'keepStored'],
    ['nobody else wrote', [stored('a', 'two'), post('ab', 'a'), 'one'], 'takePosted'],
    ['an untouched slot of an old page', [stored('new', 'two'), post('', ''), 'one'], 'keepStored'],
    ['untouched since own save', [stored('new', 'two', 'mine'), post('mine', ''), 'one'], 'keepStored'],
    ['both wrote', [stored('new', 'two'), post('mine', ''), 'one'], 'setPostedAside'],
  ]
  for (const [name, args, expected] of cases)
    it(`${name}: ${expected}`, () => expect(mergeSlot(...args)).to.equal(expected))
})
