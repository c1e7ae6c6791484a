import { expect } from 'chai'
import type { QueuedRound } from '../../src/assessment/queueStore.js'
import { askedPage, showQueue } from '../../src/assessment/queueView.js'
import { microCredential } from '../submissions/samples.js'
import { round } from './samples.js'

const now = new Date('2026-03-20T12:00:00Z')
const claimedBy = (by: string) => ({ by, at: now })

const waiting = (number: number, more: Partial<QueuedRound> = {}): QueuedRound =>
  round({
    submissionId: `sub-${String(number)}`,
    personId: `person-${String(number)}`,
    dueBy: new Date(Date.UTC(2026, 2, number)),
    ...more,
  })

const shown = showQueue(
  {
    rows: [
      waiting(1, { claimed: claimedBy('dina') }),
      waiting(2, { claimed: claimedBy('omar') }),
      waiting(25),
      waiting(26, { round: 'second' }),
      waiting(27, { round: 'adjudication' }),
    ],
    called: ({ personId }) => ({ name: personId === 'person-1' ? 'Amal' : null, id: personId }),
    names: new Map([['omar', 'Omar']]),
    titles: new Map([['mc-1', microCredential.title]]),
    counts: new Map([
      ['all', 100],
      ['mine', 1],
    ]),
    page: 1,
    pages: 2,
    open: true,
    own: { late: 1, soon: 0 },
  },
  'dina',
  'all',
  now,
)

describe('the queue', () => {
  it('says who has it: I, somebody by name, or nobody', () => {
    const [first, second, third] = shown.rows
    expect(first).to.include({ mine: true, taken: true, takenBy: null, tone: 'late' })
    expect(shown.rows.map(({ called }) => called.name)).to.deep.equal(['Amal', null, null, null, null])
    expect(second).to.include({ mine: false, taken: true, takenBy: 'Omar' })
    expect(third).to.include({ mine: false, taken: false, tone: '' })
  })
  it('puts first what is late, then what is due within one working day', () =>
    expect(shown.groups.map(({ due, rows }) => [due, rows.length])).to.deep.equal([
      ['late', 2],
      ['later', 3],
    ]))
  it('tells of deciding between two, but not that a look is the second', () => {
    expect(shown.rows[3]?.decides).to.equal(shown.rows[2]?.decides)
    expect(shown.rows[4]?.decides).to.equal('adjudication')
  })
  it('counts no further than a hundred, and says so', () =>
    expect(shown.filters.map(({ name, count, more }) => [name, count, more])).to.deep.equal([
      ['all', 100, true],
      ['free', 0, false],
      ['mine', 1, false],
      ['late', 0, false],
    ]))
  it('reads a page number from an address, and the first from nonsense', () =>
    expect(['7', '-3', 'x', ['2', '3'], undefined].map(askedPage)).to.deep.equal([7, -3, 1, 1, 1]))
})
