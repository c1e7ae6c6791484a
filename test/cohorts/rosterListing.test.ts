import { expect } from 'chai'
import { decideListing, type Listed, type ListingDecision } from '../../src/cohorts/rosterListing.js'

const now = new Date('2026-03-02T09:00:00Z')
const before = new Date('2026-02-01T09:00:00Z')
const listed: Listed = {
  personId: 'p1',
  platformUserId: '7',
  roles: ['educator'],
  testLearner: false,
  present: true,
}
const known = {
  roles: ['educator' as const],
  platformUserId: '7',
  openedAt: null,
  listedAt: before,
  leftAt: null,
}

describe('What an entry of a roster changes', () => {
  const cases: [string, Parameters<typeof decideListing>[0], Partial<Listed>, ListingDecision][] = [
    [
      'a stranger is enrolled without ever having come',
      null,
      {},
      {
        kind: 'new',
        row: {
          personId: 'p1',
          platformUserId: '7',
          roles: ['educator'],
          testLearner: false,
          arrivedAt: now,
          openedAt: null,
          listedAt: now,
          leftAt: null,
        },
      },
    ],
    ['a stranger who has left is nobody', null, { present: false }, { kind: 'nothing' }],
    ['the same as before changes nothing', known, {}, { kind: 'nothing' }],
    ['who left is marked', known, { present: false }, { kind: 'change', set: { leftAt: now } }],
    ['who had left stays as they are', { ...known, leftAt: before }, { present: false }, { kind: 'nothing' }],
    [
      'who is back is marked no longer',
      { ...known, leftAt: before },
      {},
      { kind: 'change', set: { leftAt: null } },
    ],
    [
      'a new role counts for somebody who never came',
      known,
      { roles: ['facilitator'] },
      { kind: 'change', set: { roles: ['facilitator'] } },
    ],
    [
      'a launch knows roles better than a roster',
      { ...known, roles: ['assessor'], openedAt: before },
      { roles: ['educator'] },
      { kind: 'nothing' },
    ],
    [
      'who came before the roster named them is noted once',
      { ...known, openedAt: before, listedAt: null },
      {},
      { kind: 'change', set: { listedAt: now } },
    ],
  ]
  for (const [name, place, change, expected] of cases)
    it(name, () => {
      expect(decideListing(place, { ...listed, ...change }, now)).to.deep.equal(expected)
    })
})
