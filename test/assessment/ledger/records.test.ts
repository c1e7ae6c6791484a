import { expect } from 'chai'
import { createClosedMonthStore } from '../../../src/assessment/ledger/closedMonthStore.js'
import type { DoneRound } from '../../../src/assessment/ledger/doneStore.js'
import { lineOf } from '../../../src/assessment/ledger/ledgerLine.js'
import { createTimeStore } from '../../../src/assessment/ledger/timeStore.js'
import { countedSeconds } from '../../../src/assessment/ledger/timing.js'
import { createWorkDone, wasInPool } from '../../../src/assessment/ledger/workDone.js'
import { rounds } from '../../../src/assessment/round.js'
import { microCredential } from '../../submissions/samples.js'
import { openTestDatabase, type TestDatabase } from '../../support/testDatabase.js'
import { day, item } from './samples.js'

describe('the records of the work ledger', () => {
  let database: TestDatabase
  let times: ReturnType<typeof createTimeStore>
  let months: ReturnType<typeof createClosedMonthStore>

  before(async () => {
    database = await openTestDatabase()
    times = createTimeStore(database.connection)
    months = createClosedMonthStore(database.connection)
    await database.migrate()
  })
  after(() => database.close())

  it('give each moment of a person to one report only, however many come at once', async () => {
    const start = day('2026-03-10').getTime()
    const at = (seconds: number) => new Date(start + seconds * 1000)
    await times.countUntil('i', 'dina', at(0))
    const counted = await Promise.all(
      [30, 10, 50, 20, 40].map(async (now) => {
        const countedUntil = await times.countUntil('i', 'dina', at(now))
        return countedSeconds(60, { now: at(now), countedUntil, since: at(0) })
      }),
    )
    expect(counted.reduce((sum, seconds) => sum + seconds)).to.equal(50)
    expect(await times.countUntil('i', 'dina', at(60))).to.deep.equal(at(50))
  })

  it('add up the seconds of whoever finished the work, and of nobody else', async () => {
    const one = { institutionId: 'i', key: 'assessment:9', at: day('2026-03-10') }
    await Promise.all([1, 2, 3, 4].map((seconds) => times.add({ ...one, personId: 'dina', seconds })))
    await times.add({ ...one, personId: 'omar', seconds: 500 })
    const sums = await times.secondsOf('i', [{ timedAs: 'assessment:9', assessorId: 'dina' }])
    expect([...sums]).to.deep.equal([['assessment:9', 10]])
    expect((await times.secondsOf('other', [{ timedAs: 'assessment:9', assessorId: 'dina' }])).size).to.equal(
      0,
    )
  })

  it('close a month once, with the lines of whoever was first, also where two close it at once', async () => {
    const line = (id: string, assessorId = 'dina') => lineOf(item({ id, assessorId }), { seconds: 60, stated: null }, []) // prettier-ignore
    const closing = (by: string) => months.close('i', '2026-03', { by, at: day('2026-04-02') }, [line(`by-${by}`), line('omar', 'omar')]) // prettier-ignore
    const done = await Promise.all(['ona', 'sam'].map(closing))
    expect(done.filter(Boolean)).to.have.length(1)
    const closed = await months.find('i', '2026-03')
    const lines = await months.linesOf(closed!)
    expect(lines.map(({ id }) => id)).to.have.members([`by-${closed!.closed.by}`, 'omar'])
    expect((await months.linesOf(closed!, 'omar')).map(({ id }) => id)).to.deep.equal(['omar'])
    expect(await months.find('other', '2026-03')).to.equal(null)
  })

  it('know every kind of round and norming scores as items of whoever did them, as of the pool if they were in it', async () => {
    const judged = rounds.map((round, index): DoneRound => ({
      ...{ id: round, round, microCredentialId: microCredential.id },
      corrects: round === 'correction' || round === 'appeal' ? 'first' : null,
      finalised: { by: `p${String(index)}`, at: day(`2026-03-0${String(index + 1)}`) },
    }))
    const works = ['s1', 's2'].map((submissionId) => ({ submissionId, attempt: 1, personId: 'amal' }))
    const work = createWorkDone({
      done: {
        finalised: () => Promise.resolve(judged),
        scored: () => Promise.resolve([{ id: 'x', roundId: 'n', submissionId: 's2', attempt: 1, personId: 'p0', at: day('2026-03-09') }]), // prettier-ignore
        groups: () => Promise.resolve([{ ...group, works }]),
      },
      catalogue: { find: () => Promise.resolve(microCredential) },
      memberships: () => Promise.resolve([{ personId: 'p0', joined: { by: 's', at: day('2026-03-05') }, left: null }]), // prettier-ignore
    })
    const items = await work.between('i', day('2026-03-01'), day('2026-04-01'))
    expect(items.map(({ id, kind, timedAs, assessorId, fromPool }) => [id, kind, timedAs, assessorId, fromPool])).to.deep.equal([
      ['assessment:first', 'first', 'assessment:first', 'p0', false],
      ['assessment:second', 'second', 'assessment:second', 'p1', false],
      ['assessment:adjudication', 'adjudication', 'assessment:adjudication', 'p2', false],
      ['assessment:appeal', 'appeal', 'assessment:appeal', 'p3', false],
      ['assessment:correction', 'correction', 'correcting:first', 'p4', false],
      ['norming:n:2:p0', 'norming', 'norming:n:2:p0', 'p0', true],
    ]) // prettier-ignore
    expect(JSON.stringify(items)).not.to.include('amal')
  })

  it('know who was in the pool at a moment, also after leaving and coming back', () => {
    const by = 's'
    const was = [
      { personId: 'dina', joined: { by, at: day('2026-01-01') }, left: { by, at: day('2026-02-01') } },
      { personId: 'dina', joined: { by, at: day('2026-03-01') }, left: null },
    ]
    const there = ['2025-12-31', '2026-01-15', '2026-02-01', '2026-03-01'].map((at) => wasInPool(was, 'dina', day(at))) // prettier-ignore
    expect(there).to.deep.equal([false, true, false, true])
    expect(wasInPool(was, 'omar', day('2026-03-02'))).to.equal(false)
  })
})

const group = {
  ...{ id: 'n', institutionId: 'i', cohortId: 'c', title: 'Alike', microCredentialId: microCredential.id },
  ...{ microCredentialKey: microCredential.key, participants: ['p0'], closesAt: day('2026-03-20') },
  ...{ opened: { by: 'f', at: day('2026-03-01') }, closed: null, toFollow: null },
}
