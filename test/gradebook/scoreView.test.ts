import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import type { ScorePost, Try } from '../../src/gradebook/scorePost.js'
import { ledgerView } from '../../src/gradebook/scoreView.js'
import { projectRoot } from '../../src/projectRoot.js'

const at = new Date('2026-03-12T09:00:00Z')
const texts: unknown = JSON.parse(
  readFileSync(path.join(projectRoot, 'config', 'locales', 'en', 'gradebook.json'), 'utf8'),
)

/** The text behind a dotted key of the ledger, or undefined where the locale file has none. */
const textAt = (key: string): unknown =>
  key.split('.').reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], texts)

const tried = (outcome: Try['outcome'], reason: string | null): Try => ({ at, status: 401, outcome, reason })

/** The row of a post that waits to go out, after these tries. */
function waiting(...tries: Try[]) {
  const post: ScorePost = {
    id: 'post',
    key: 'assessment:1',
    institutionId: 'institution',
    cohortId: 'cohort',
    assignmentId: 'assignment',
    personId: 'person',
    kind: 'finalised',
    at,
    score: { given: 100, maximum: 100 },
    comment: '',
    submittedAt: at,
    startedAt: null,
    submissionPath: '/submissions/1',
    registrationId: 'registration',
    timestamp: at,
    second: at.getTime() / 1000,
    nextAt: at,
    hold: null,
    confirmed: null,
    lease: null,
    tries,
    restamped: 0,
    settled: null,
  }
  const [row] = ledgerView([post], { list: 'all', page: 1 }, new Map(), new Map()).rows
  return row!
}

describe('the words of the ledger', () => {
  it('say why the LMS has not taken a score yet, and that nothing is to be done', () => {
    const row = waiting(tried('retry', 'busy'))
    expect([row.why, row.cure]).to.deep.equal(['retry.busy', 'retry.cure'])
  })

  it('say of a score sent again that it goes out, whatever the LMS answered before', () => {
    for (const last of [
      tried('refused', 'no-permission'),
      tried('accepted', null),
      tried('stale', 'newer-in-lms'),
    ])
      expect(waiting(last).why).to.equal('queued')
  })

  it('are there for every way a try can end', () => {
    const tries = [
      ...[
        'timeout',
        'unreachable',
        'busy',
        'platform-fault',
        'no-token',
        'odd-answer',
        'result-unreadable',
      ].map((reason) => tried('retry', reason)),
      tried('interrupted', null),
      tried('stale', 'restamped'),
      tried('stale', null),
      tried('refused', 'locked'),
    ]
    for (const one of tries) expect(textAt(waiting(one).why), waiting(one).why).to.be.a('string')
  })
})
