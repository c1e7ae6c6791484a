import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { createEnrolmentStore, type EnrolmentStore } from '../../src/cohorts/enrolmentStore.js'
import type { RosterMember, RosterSource } from '../../src/cohorts/ports.js'
import { createRosterReading } from '../../src/cohorts/rosterReading.js'
import { createRosterStore, type RosterStore } from '../../src/cohorts/rosterStore.js'
import { standingOf } from '../gradebook/outbox.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

const member = (id: string): RosterMember => ({
  platformUserId: id,
  name: null,
  email: null,
  roles: ['educator'],
  testLearner: false,
  present: true,
})

describe('Reading a roster from an LMS that cannot be relied on', () => {
  const clock = fixedClock('2026-03-02T09:00:00Z')
  const cohort = { ...standingOf([]).cohort, rosterUrl: 'https://lms.example/members' }
  let database: TestDatabase
  let enrolments: EnrolmentStore
  let rosters: RosterStore

  before(async () => {
    database = await openTestDatabase()
    enrolments = createEnrolmentStore(database.connection)
    rosters = createRosterStore(database.connection)
    await database.migrate()
    await rosters.ask(cohort.institutionId, cohort.id, clock.now())
    const { read } = reader(() => ({ ids: ['1', '2', '3'], next: null }))
    expect(await read(cohort)).to.nested.include({ 'read.came': 3, 'read.complete': true })
  })
  after(() => database.close())

  function reader(page: (url: string) => { ids: string[]; next: string | null }, mostPages = 100) {
    const source: RosterSource = {
      page: ({ url }) => {
        const { ids, next } = page(url)
        return Promise.resolve({ ok: true, value: { members: ids.map(member), next, differencesUrl: null } })
      },
    }
    const meet = (_: unknown, told: readonly { sub: string }[]) =>
      Promise.resolve(new Map(told.map(({ sub }) => [sub, `person-${sub}`])))
    return { read: createRosterReading({ rosters, enrolments, meet, source, clock, mostPages }) }
  }
  const leftNow = async () =>
    (await enrolments.list(cohort.institutionId, cohort.id)).filter(({ leftAt }) => leftAt).length

  it('a list that leads in circles ends, and marks nobody', async () => {
    const circle = reader((url) => ({
      ids: ['1'],
      next: url === cohort.rosterUrl ? `${url}?2` : cohort.rosterUrl,
    }))
    expect(await circle.read(cohort)).to.nested.include({ 'read.complete': false, 'read.left': 0 })
    expect(await leftNow()).to.equal(0)
  })

  it('a list without an end is read no further than a course can be long, and marks nobody', async () => {
    let pages = 0
    const endless = reader(() => ({ ids: ['1'], next: `${cohort.rosterUrl}?${String((pages += 1))}` }), 5)
    expect(await endless.read(cohort)).to.nested.include({ 'read.complete': false, 'read.left': 0 })
    expect(pages).to.equal(5)
    expect(await leftNow()).to.equal(0)
  })

  it('an empty list marks nobody', async () => {
    expect(await reader(() => ({ ids: [], next: null })).read(cohort)).to.nested.include({ 'read.left': 0 })
    expect(await leftNow()).to.equal(0)
  })

  it('two processes at once read it once', async () => {
    const readings = await Promise.all(
      [1, 2].map(() => reader(() => ({ ids: ['1', '2', '3'], next: null })).read(cohort)),
    )
    expect(readings.map(({ kind }) => kind).sort()).to.deep.equal(['busy', 'read'])
  })

  it('whoever is missing from a whole list has left, once', async () => {
    const { read } = reader(() => ({ ids: ['1', '2'], next: null }))
    expect(await read(cohort)).to.nested.include({ 'read.left': 1 })
    expect(await read(cohort)).to.nested.include({ 'read.left': 0 })
    expect(await leftNow()).to.equal(1)
  })
})
