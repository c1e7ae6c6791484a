import { expect } from 'chai'
import { decideRecording, isSeenBy } from '../../src/submissions/record.js'

const free = {
  assignment: { cohortId: 'c1', microCredentialId: 'm1', lmsGraded: null },
  enrolment: {
    cohortId: 'c1',
    personId: 'amal',
    roles: ['educator' as const],
    leftAt: null,
    testLearner: false,
  },
  cohortId: 'c1',
  writerId: 'dina',
  begun: false,
}

describe('Recording work for somebody', () => {
  const cases: [string, Partial<Parameters<typeof decideRecording>[0]>, string][] = [
    ['may be done for an educator who has begun nothing', {}, 'record'],
    ['needs an assignment of that course', { assignment: { ...free.assignment, cohortId: 'c2' } }, 'notHere'],
    ['needs an assignment', { assignment: null }, 'notHere'],
    [
      'needs one that proves something',
      { assignment: { ...free.assignment, microCredentialId: null } },
      'notHere',
    ],
    [
      'needs one that is assessed here',
      {
        assignment: {
          ...free.assignment,
          lmsGraded: { threshold: 70, evidence: 'A project, marked', by: 'dina', at: new Date(0) },
        },
      },
      'notHere',
    ],
    ['is not for oneself', { writerId: 'amal' }, 'ownWork'],
    ['is for somebody of the course', { enrolment: null }, 'nobody'],
    ['is for educators', { enrolment: { ...free.enrolment, roles: ['observer'] } }, 'nobody'],
    ['is not for who has left', { enrolment: { ...free.enrolment, leftAt: new Date(0) } }, 'nobody'],
    ['is not for test learners', { enrolment: { ...free.enrolment, testLearner: true } }, 'nobody'],
    ['never touches what they began', { begun: true }, 'begun'],
  ]
  for (const [name, change, expected] of cases)
    it(name, () => {
      expect(decideRecording({ ...free, ...change })).to.equal(expected)
    })

  it('takes a day that has come somewhere, and no later one', () => {
    const evening = new Date('2026-03-02T20:00:00Z')
    expect(isSeenBy('2026-03-02', evening)).to.equal(true)
    expect(isSeenBy('2026-03-03', evening)).to.equal(true)
    expect(isSeenBy('2026-03-04', evening)).to.equal(false)
  })
})
