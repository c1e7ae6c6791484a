import { expect } from 'chai'
import { showQueue } from '../../src/assessment/queueView.js'
import { attempt, microCredential, submission } from '../submissions/samples.js'

const now = new Date('2026-03-20T12:00:00Z')

/** As many waiting submissions as asked for, one promised each day from 1 March. */
const queueOf = (count: number) => ({
  rows: Array.from({ length: count }, (_, index) => ({
    submission: submission({
      id: `sub-${String(index + 1)}`,
      personId: `person-${String(index + 1)}`,
      promisedBy: new Date(Date.UTC(2026, 2, index + 1)),
      attempts: [attempt(1)],
    }),
    attempt: 1,
    claimed: index === 0 ? { by: 'dina', at: now } : index === 1 ? { by: 'omar', at: now } : null,
  })),
  names: new Map([
    ['person-1', 'Amal'],
    ['omar', 'Omar'],
  ]),
  titles: new Map([['mc-1', microCredential.title]]),
})
const show = (filter: Parameters<typeof showQueue>[2], page: unknown = undefined, count = 40) =>
  showQueue(queueOf(count), 'dina', filter, page, now)

describe('the queue', () => {
  it('counts what is under each filter, whatever is shown', () =>
    expect(show('mine').filters.map(({ name, count }) => `${name} ${String(count)}`)).to.deep.equal([
      'all 40',
      'free 38',
      'mine 1',
      'late 20',
    ]))
  it('says who has it: I, somebody by name, or nobody', () => {
    const [first, second, third] = show('all').rows
    expect(first).to.include({ mine: true, taken: true, takenBy: null, name: 'Amal' })
    expect(second).to.include({ mine: false, taken: true, takenBy: 'Omar', name: null })
    expect(third).to.include({ mine: false, taken: false })
  })
  it('goes by pages of thirty, the oldest promise first', () => {
    expect(show('all').rows[0]?.submissionId).to.equal('sub-1')
    expect(show('all', '2').rows.map(({ submissionId }) => submissionId)).to.have.length(10)
    expect(show('all', '2').rows[0]?.submissionId).to.equal('sub-31')
  })
  for (const page of ['99', '-3', 'x', ['2', '3']])
    it(`shows a page that exists for page ${JSON.stringify(page)}`, () =>
      expect(show('all', page).rows.length).to.be.greaterThan(0))
})
