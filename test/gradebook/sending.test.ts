import { expect } from 'chai'
import { stateOf } from '../../src/gradebook/scorePost.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'
import { createOutbox, facilitator, type Outbox } from './outbox.js'
import { Killed } from './sketchedLms.js'

const cellOf = (outbox: Outbox, who = 'amal') =>
  outbox.lms.cells.get(`https://lms.example.org/items/trauma?type_id=1 ${who}`)

describe('sending scores', () => {
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

  const states = async () => (await outbox.all()).map(stateOf)
  const later = async (ms: number) => {
    outbox.clock.advance(ms)
    return outbox.sendDue()
  }

  it('takes the same change once, however often and at once it is told', async () => {
    const change = outbox.change('assessment:1', { given: 100 })
    await Promise.all(Array.from({ length: 20 }, () => outbox.scores.enqueue(change)))
    await outbox.sendDue()
    await outbox.scores.enqueue(change)
    await outbox.sendDue()
    expect(outbox.lms.seen.length).to.equal(1)
    expect(await states()).to.deep.equal(['sent'])
  })

  it('sends each score once when eight processes send at the same time', async () => {
    for (let index = 0; index < 30; index += 1)
      await outbox.scores.enqueue(
        outbox.change(`a:${String(index)}`, { given: 50, personId: `p${String(index)}` }),
      )
    await Promise.all(Array.from({ length: 8 }, () => outbox.sender()()))
    expect(outbox.lms.seen.length).to.equal(30)
    expect(new Set(outbox.lms.seen.map(({ userId }) => userId)).size).to.equal(30)
  })

  it('gives two changes of one person in one second timestamps a whole second apart, and never sends early', async () => {
    await Promise.all([
      outbox.scores.enqueue(outbox.change('a:1', { given: 40, assignmentId: 'trauma' })),
      outbox.scores.enqueue(outbox.change('a:2', { given: 100, assignmentId: 'trauma' })),
      outbox.scores.enqueue(outbox.change('a:3', { given: 70, personId: 'noor' })),
    ])
    const mine = (await outbox.all()).filter(({ personId }) => personId === 'amal')
    expect(new Set(mine.map(({ second }) => second)).size).to.equal(2)
    await outbox.sendDue()
    for (const { timestamp } of outbox.lms.seen) expect(timestamp <= outbox.clock.now()).to.equal(true)
    await later(1_000)
    expect((await states()).filter((state) => state === 'queued')).to.deep.equal([])
  })

  it('loses and doubles nothing when the LMS is down for an hour', async () => {
    for (let index = 0; index < 25; index += 1)
      await outbox.scores.enqueue(
        outbox.change(`a:${String(index)}`, { given: 60, personId: `p${String(index)}` }),
      )
    const when = outbox.clock.now()
    outbox.lms.always = { kind: 'retry', reason: 'unreachable' }
    let tries = 0
    for (let second = 0; second < 3_600; second += 20) tries += await later(20_000)
    expect(outbox.lms.seen.length).to.equal(0)
    expect(tries).to.be.lessThan(600)
    outbox.lms.always = null
    for (let minute = 0; minute < 11; minute += 1) await later(60_000)
    expect(new Set(await states())).to.deep.equal(new Set(['sent']))
    expect(outbox.lms.seen.length).to.equal(25)
    for (const { timestamp } of outbox.lms.seen) expect(timestamp.getTime()).to.equal(when.getTime())
  })

  it('backs off from five seconds to ten minutes', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 60 }))
    outbox.lms.always = { kind: 'retry', reason: 'platform-fault', status: 500 }
    const waits: number[] = []
    for (let round = 0; round < 14; round += 1) {
      await outbox.sendDue()
      const next = (await outbox.all())[0]!.nextAt!.getTime() - outbox.clock.now().getTime()
      waits.push(next / 1000)
      outbox.clock.advance(next)
    }
    expect(waits.slice(0, 5)).to.deep.equal([5, 10, 20, 40, 80])
    expect(Math.max(...waits)).to.equal(600)
    expect((await outbox.all())[0]!.tries.map(({ status }) => status)).to.deep.equal(Array(14).fill(500))
  })

  it('asks nothing of an LMS before the time it named in Retry-After', async () => {
    for (const who of Array.from({ length: 20 }, (_, index) => `p${String(index)}`))
      await outbox.scores.enqueue(outbox.change(`a:${who}`, { given: 60, personId: who }))
    outbox.lms.always = { kind: 'retry', reason: 'busy', status: 429, after: 300 }
    const first = await outbox.sendDue()
    expect(first).to.be.at.most(8)
    expect(await later(299_000)).to.equal(0)
    outbox.lms.always = null
    await later(61_000)
    expect(outbox.lms.seen.length).to.equal(20)
  })

  it('re-sends with the same timestamp after a process was killed while sending', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 80 }))
    const { timestamp } = (await outbox.all())[0]!
    outbox.lms.faults = ['killed']
    await outbox.sendDue().catch((error: unknown) => {
      expect(error).to.be.instanceOf(Killed)
    })
    const survivor = outbox.sender()
    expect(await survivor()).to.equal(0)
    outbox.clock.advance(121_000)
    expect(await survivor()).to.equal(1)
    expect(outbox.lms.seen.map((message) => message.timestamp)).to.deep.equal([timestamp])
    const [post] = await outbox.all()
    expect(post!.tries.map(({ outcome }) => outcome)).to.deep.equal(['interrupted', 'accepted'])
  })

  it('finds its score already there when only the answer was lost, and does not send a third time', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 80 }))
    outbox.lms.faults = ['lost-answer']
    await outbox.sendDue()
    expect(await states()).to.deep.equal(['retrying'])
    await later(10_000)
    const [post] = await outbox.all()
    expect(post!.settled).to.include({ kind: 'accepted', how: 'already-there' })
    expect(cellOf(outbox)).to.include({ score: 80 })
    expect(await later(7_200_000)).to.equal(0)
  })

  it('waits with its verdict on a stale answer while the result cannot be read', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 80 }))
    outbox.lms.faults = ['lost-answer']
    outbox.lms.readable = false
    await outbox.sendDue()
    await later(10_000)
    expect(await states()).to.deep.equal(['retrying'])
    outbox.lms.readable = true
    await later(60_000)
    expect(await states()).to.deep.equal(['sent'])
  })

  it('leaves a later grade of a human alone until a facilitator says otherwise', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 80 }))
    outbox.clock.advance(5_000)
    outbox.lms.cells.set('https://lms.example.org/items/trauma?type_id=1 amal', {
      score: 95,
      maximum: 100,
      comment: 'By hand',
      at: outbox.clock.now(),
    })
    await outbox.sendDue()
    const [post] = await outbox.all()
    expect(post!.settled).to.include({ kind: 'refused', code: 'newer-in-lms' })
    expect(cellOf(outbox)).to.include({ score: 95 })
    await later(60_000)
    const word = outbox.scores.resend(facilitator, post!.id).catch((error: Error) => error.message)
    expect(await word, 'a mere resend does not replace it').to.equal('lms_grade_stands')
    await outbox.scores.sendAnyway(facilitator, post!.id)
    await outbox.sendDue()
    expect(cellOf(outbox)).to.include({ score: 80 })
  })

  it('goes again once with a new timestamp where a newer but empty result stands in the way', async () => {
    await outbox.scores.enqueue(outbox.change('a:1', { given: 80 }))
    outbox.clock.advance(5_000)
    const empty = { score: null, maximum: 100, comment: '', at: outbox.clock.now() }
    outbox.lms.cells.set('https://lms.example.org/items/trauma?type_id=1 amal', empty)
    outbox.clock.advance(1_000)
    await outbox.sendDue()
    await later(1_000)
    expect(cellOf(outbox)).to.include({ score: 80 })
    expect((await outbox.all())[0]!.restamped).to.equal(1)
  })

  it('sends only the newest of three scores that waited, in order', async () => {
    outbox.lms.family = 'canvas'
    outbox.lms.always = { kind: 'retry', reason: 'unreachable' }
    await outbox.scores.enqueue(outbox.change('s:1'))
    await outbox.sendDue()
    outbox.clock.advance(60_000)
    await outbox.scores.enqueue(outbox.change('a:1', { given: 50 }))
    await outbox.sendDue()
    outbox.clock.advance(60_000)
    await outbox.scores.enqueue(outbox.change('a:2', { given: 100 }))
    outbox.lms.always = null
    await outbox.sendDue()
    expect(await states()).to.deep.equal(['superseded', 'superseded', 'sent'])
    expect(outbox.lms.seen.map(({ scoreGiven }) => scoreGiven)).to.deep.equal([100])
    expect(outbox.lms.seen[0]!.canvas?.newSubmission).to.equal(true)
  })

  it('never loses a final score to newer work that was handed in after it', async () => {
    outbox.lms.family = 'canvas'
    outbox.lms.always = { kind: 'retry', reason: 'unreachable' }
    await outbox.scores.enqueue(outbox.change('a:1', { given: 50 }))
    await outbox.sendDue()
    outbox.clock.advance(1_000)
    await outbox.scores.enqueue(outbox.change('s:2', { submittedAt: outbox.clock.now() }))
    await outbox.sendDue()
    outbox.lms.always = null
    await later(3_600_000)
    expect(outbox.lms.seen.map(({ gradingProgress }) => gradingProgress)).to.deep.equal([
      'FullyGraded',
      'PendingManual',
    ])
    expect(cellOf(outbox)).to.include({ score: 50 })
  })

  it('does not let one platform that is down hold up another', async () => {
    outbox.platforms.of = (personId) => (personId === 'noor' ? 'reg-up' : 'reg-down')
    outbox.lms.down.add('reg-down')
    for (let index = 0; index < 410; index += 1)
      await outbox.scores.enqueue(
        outbox.change(`a:${String(index)}`, { given: 60, personId: `p${String(index)}` }),
      )
    outbox.clock.advance(1_000)
    await outbox.scores.enqueue(outbox.change('b:1', { given: 90, personId: 'noor' }))
    expect(await outbox.sendDue()).to.be.lessThan(12)
    expect(cellOf(outbox, 'noor')).to.include({ score: 90 })
    outbox.lms.down.clear()
    await later(61_000)
    expect(outbox.lms.seen.length).to.equal(411)
  })
})
