import { expect } from 'chai'
import { nothingSaid, sharingBlock, type Audience } from '../../src/submissions/details.js'
import { decideAccepting, decideInviting } from '../../src/submissions/joint.js'
import { strictestOf } from '../../src/submissions/jointPermission.js'

describe('whom one may ask into a piece', () => {
  const table = [
    ['somebody', { open: true, held: false, live: 0 }, 1, 'invite'],
    ['nobody', { open: true, held: false, live: 0 }, 0, 'nobody'],
    ['one more than a piece is for', { open: true, held: false, live: 8 }, 1, 'tooMany'],
    ['anybody, into a piece somebody else keeps', { open: true, held: true, live: 1 }, 1, 'held'],
    ['anybody, into what was sent', { open: false, held: false, live: 0 }, 1, 'closed'],
  ] as const
  for (const [name, state, invited, expected] of table)
    it(`${name}: ${expected}`, () => {
      expect(decideInviting(state, invited)).to.equal(expected)
    })
})

describe('whether an invitation may be accepted', () => {
  const fine = { ...{ answered: false, inviterOpen: true, sameKind: true, open: true } }
  const table = [
    ['into an empty part', {}, 'accept'],
    ['once it was answered', { answered: true }, 'over'],
    ['when the piece was sent meanwhile', { inviterOpen: false }, 'sent'],
    ['where another kind is asked for', { sameKind: false }, 'differs'],
    ['when one’s own part was sent', { open: false }, 'closed'],
    ['where something of one’s own stands', { empty: false }, 'notEmpty'],
    ['while the part is shared with others', { inAnother: true }, 'another'],
  ] as const
  for (const [name, state, expected] of table)
    it(`${name}: ${expected}`, () => {
      expect(decideAccepting({ ...fine, empty: true, inAnother: false, ...state })).to.equal(expected)
    })
})

describe('what holds for a piece of which several people speak', () => {
  const says = (students: 'none' | 'some' | null, until: string | null, audience: Audience = 'public') => ({
    ...nothingSaid,
    ...{ students, audience, consent: until === null ? null : { until } },
  })
  const table = [
    ['no students anywhere', says('none', null), says('none', null), null, 'public'],
    ['the narrower audience', says('none', null), says('none', null, 'cohort'), null, 'cohort'],
    ['somebody who has not said', says('none', null), says(null, null), 'studentsUnsaid', 'public'],
    ['students only one of them sees', says('none', null), says('some', ''), null, 'public'],
    [
      'one consent that is missing',
      says('some', '2099-01-01'),
      says('some', null),
      'consentMissing',
      'public',
    ],
    ['the consent that ends first', says('some', ''), says('some', '2026-03-01'), 'consentExpired', 'public'],
  ] as const
  for (const [name, own, other, block, audience] of table)
    it(name, () => {
      for (const strictest of [strictestOf(own, [other]), strictestOf(other, [own])]) {
        expect(sharingBlock(strictest, new Date('2026-03-02T00:00:00Z'))).to.equal(block)
        expect(strictest.audience).to.equal(audience)
      }
    })
})
