import { expect } from 'chai'
import { artefactAt, isOpen, stateOf, type AssessmentStatus } from '../../src/submissions/submission.js'
import { artefact, attempt, sentAt, submission } from './samples.js'

describe('the state an educator sees', () => {
  const started = submission({})
  const sent = submission({ attempts: [attempt(1, { submitted: sentAt })] })
  const again = submission({ attempts: [attempt(1, { submitted: sentAt }), attempt(2)] })
  const resent = submission({
    attempts: [attempt(1, { submitted: sentAt }), attempt(2, { submitted: sentAt })],
  })
  const done = submission({
    attempts: [attempt(1, { submitted: sentAt })],
    met: { at: sentAt.at, attempt: 1 },
  })
  const cases: [string, Parameters<typeof stateOf>[0], AssessmentStatus, boolean, string][] = [
    ['before starting', null, 'none', false, 'notStarted'],
    ['a badge held from another course counts', null, 'none', true, 'earned'],
    ['started', started, 'none', false, 'inProgress'],
    ['sent', sent, 'none', false, 'submitted'],
    ['an assessor has it', sent, 'claimed', false, 'beingAssessed'],
    ['not yet, before the next attempt has been opened', sent, 'notYet', false, 'tryAgain'],
    ['not yet, next attempt open', again, 'notYet', false, 'tryAgain'],
    ['sent again', resent, 'none', false, 'submitted'],
    ['met, before anything followed', sent, 'met', false, 'earned'],
    ['met', done, 'met', false, 'earned'],
  ]
  for (const [name, given, status, awarded, expected] of cases)
    it(`${name}: ${expected}`, () => expect(stateOf(given, status, awarded)).to.equal(expected))
})

describe('evidence across attempts', () => {
  const both = submission({
    attempts: [attempt(1, { submitted: sentAt }), attempt(2, { openSlots: ['story'] })],
    artefacts: [
      artefact('story', { attempt: 1, text: 'first' }),
      artefact('story', { attempt: 2, text: 'second' }),
      artefact('link', { attempt: 1, url: 'https://example.org' }),
    ],
  })
  it('an earlier attempt keeps what it was sent with', () =>
    expect(artefactAt(both, 'story', 1)?.text).to.equal('first'))
  it('a later attempt shows its own', () => expect(artefactAt(both, 'story')?.text).to.equal('second'))
  it('a closed slot keeps the earlier evidence', () =>
    expect(artefactAt(both, 'link')?.url).to.equal('https://example.org'))
  it('only the slots of the open attempt can be written to', () => {
    expect(isOpen(both, 'story')).to.equal(true)
    expect(isOpen(both, 'link')).to.equal(false)
  })
  it('nothing can be written to after sending', () => {
    const sent = submission({ attempts: [attempt(1, { submitted: sentAt })] })
    expect(isOpen(sent, 'story')).to.equal(false)
  })
})
