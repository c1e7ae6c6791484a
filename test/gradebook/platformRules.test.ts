import { expect } from 'chai'
import { stateOf } from '../../src/gradebook/scorePost.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'
import { createOutbox, type Outbox } from './outbox.js'

describe('what each platform needs of a score', () => {
  let database: TestDatabase
  let outbox: Outbox

  before(async () => {
    database = await openTestDatabase()
  })
  beforeEach(async () => {
    await database.reset()
    outbox = createOutbox(database)
    await database.migrate()
  })
  after(() => database.close())

  const last = async () => (await outbox.all()).at(-1)!
  const cell = () => outbox.lms.cells.get('https://lms.example.org/items/trauma?type_id=1 amal')
  const send = async (...args: Parameters<Outbox['change']>) => {
    outbox.clock.advance(2_000)
    await outbox.scores.enqueue(outbox.change(...args))
    await outbox.sendDue()
    return last()
  }

  it('Moodle: never hears of handed-in work, so that no grade is erased', async () => {
    expect((await send('s:1')).settled).to.include({ kind: 'not-needed', reason: 'moodle-shows-grades-only' })
    await send('a:1', { given: 50 })
    expect((await send('s:2')).settled).to.include({ kind: 'not-needed', reason: 'would-clear-grade' })
    expect(cell()).to.include({ score: 50 })
    expect(outbox.lms.seen.length).to.equal(1)
    expect(outbox.lms.seen[0]).not.to.have.property('canvas')
  })

  it('Canvas: hears of handed-in work with the score kept, and of each attempt once', async () => {
    outbox.lms.family = 'canvas'
    const first = new Date('2026-03-02T08:00:00Z')
    const second = new Date('2026-03-02T09:00:01Z')
    await send('s:1', { submittedAt: first })
    await send('a:1', { given: 50, submittedAt: first })
    await send('s:2', { submittedAt: second })
    expect(cell()).to.include({ score: 50 })
    await send('a:2', { given: 100, submittedAt: second })
    expect(
      outbox.lms.seen.map(({ canvas, gradingProgress, scoreGiven }) => [
        gradingProgress,
        scoreGiven,
        canvas?.preserveScore,
        canvas?.newSubmission,
      ]),
    ).to.deep.equal([
      ['PendingManual', null, true, true],
      ['FullyGraded', 50, false, false],
      ['PendingManual', null, true, true],
      ['FullyGraded', 100, false, false],
    ])
    expect(outbox.lms.seen[0]!.canvas?.submissionUrl).to.equal('https://cairn.example.org/submissions/s1')
    expect(outbox.lms.seen.map(({ activityProgress }) => activityProgress)).to.deep.equal([
      'Submitted',
      'Submitted',
      'Submitted',
      'Completed',
    ])
  })

  it('another LMS: hears of handed-in work until there is a grade that it might clear', async () => {
    outbox.lms.family = 'other'
    expect(stateOf(await send('s:1'))).to.equal('sent')
    await send('a:1', { given: 50 })
    expect((await send('s:2')).settled).to.include({ reason: 'would-clear-grade' })
  })

  it('never sends for a test learner', async () => {
    outbox.readdress({ testLearner: true })
    expect((await send('a:1', { given: 50 })).settled).to.include({
      kind: 'not-needed',
      reason: 'test-learner',
    })
    expect(outbox.lms.seen.length).to.equal(0)
  })

  const holds = [
    [
      'no-line-item',
      { lineItemUrl: null },
      { lineItemUrl: 'https://lms.example.org/items/trauma?type_id=1' },
    ],
    ['no-user-id', { platformUserId: null }, { platformUserId: 'amal' }],
    ['platform-disabled', { platformActive: false }, { platformActive: true }],
    ['scores-not-allowed', { mayPost: false }, { mayPost: true }],
  ] as const
  for (const [reason, gap, mended] of holds)
    it(`keeps a score that has to wait (${reason}) and sends it when that is mended`, async () => {
      outbox.readdress(gap)
      expect(await send('a:1', { given: 50 })).to.include({ hold: reason, settled: null })
      outbox.readdress(mended)
      await outbox.scores.addressLearnt('trauma')
      await outbox.sendDue()
      expect(stateOf(await last())).to.equal('sent')
      expect(cell()).to.include({ score: 50 })
    })
})
