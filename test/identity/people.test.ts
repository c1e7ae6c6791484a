import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { decideIdentity, type LaunchIdentity } from '../../src/identity/identityDecision.js'
import { createPersonStore, type PersonStore } from '../../src/identity/personStore.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

const launch: LaunchIdentity = {
  institutionId: 'inst-1',
  registrationId: 'reg-1',
  sub: '42',
  name: 'Ümit Yılmaz',
  email: 'umit@example.org',
  locale: 'tr-TR',
  timeZone: 'Europe/Istanbul',
}
const known = {
  name: launch.name,
  email: launch.email,
  locale: launch.locale,
  timeZone: launch.timeZone,
}

describe('who arrives', () => {
  const cases: [string, Partial<LaunchIdentity>, Parameters<typeof decideIdentity>[1], unknown][] = [
    ['no sub: nobody is kept', { sub: null }, null, { kind: 'anonymous' }],
    ['never seen: new', {}, null, { kind: 'new', facts: known }],
    [
      'seen, nothing changed',
      {},
      { personId: 'p', person: known },
      { kind: 'known', personId: 'p', changes: {} },
    ],
    [
      'a new name is taken over',
      { name: 'Ümit Kaya' },
      { personId: 'p', person: known },
      { kind: 'known', personId: 'p', changes: { name: 'Ümit Kaya' } },
    ],
    [
      'what is withheld now never erases what is known',
      { name: null, email: '  ', locale: null, timeZone: null },
      { personId: 'p', person: known },
      { kind: 'known', personId: 'p', changes: {} },
    ],
    [
      'an LMS variable that came through literally counts as withheld',
      { name: '$Person.name.full', timeZone: '$Person.address.timezone' },
      { personId: 'p', person: known },
      { kind: 'known', personId: 'p', changes: {} },
    ],
    [
      "Moodle's time zone 99 and unknown zones count as withheld",
      { timeZone: '99' },
      null,
      { kind: 'new', facts: { ...known, timeZone: null } },
    ],
    [
      'an identity whose person a crash left unwritten is mended',
      {},
      { personId: 'p', person: null },
      { kind: 'mend', personId: 'p', facts: known },
    ],
  ]
  for (const [name, change, snapshot, expected] of cases)
    it(name, () => {
      expect(decideIdentity({ ...launch, ...change }, snapshot)).to.deep.equal(expected)
    })
})

describe('people', () => {
  let database: TestDatabase
  let people: PersonStore

  before(async () => {
    database = await openTestDatabase()
    people = createPersonStore(database.connection, fixedClock('2026-03-02T09:00:00Z'))
    await database.migrate()
  })
  beforeEach(() => database.clear())
  after(() => database.close())

  it('makes one person of twenty first launches at once', async () => {
    const met = await Promise.all(Array.from({ length: 20 }, () => people.meet(launch)))
    expect(new Set(met.map((person) => person?.id)).size).to.equal(1)
    expect(await database.connection.collection('people').countDocuments()).to.equal(1)
    expect(await database.connection.collection('platformIdentities').countDocuments()).to.equal(1)
  })

  it('keeps the same sub of two platforms apart, and one e-mail address of two subs', async () => {
    const one = await people.meet(launch)
    const other = await people.meet({ ...launch, registrationId: 'reg-2' })
    const third = await people.meet({ ...launch, sub: '43' })
    expect(new Set([one?.id, other?.id, third?.id]).size).to.equal(3)
  })

  it('answers who they are now, whether a launch brings news or none', async () => {
    const first = await people.meet(launch)
    expect(first).to.include({ name: 'Ümit Yılmaz', institutionId: 'inst-1' })
    expect(await people.meet(launch)).to.deep.equal(first)
    const renamed = { ...first, name: 'Ümit Demir' }
    expect(await people.meet({ ...launch, name: 'Ümit Demir' })).to.deep.equal(renamed)
    expect(await people.meet({ ...launch, name: null })).to.deep.equal(renamed)
  })

  it('tells names only of its own institution', async () => {
    const mine = await people.meet(launch)
    const theirs = await people.meet({ ...launch, institutionId: 'inst-2', registrationId: 'reg-2' })
    const names = await people.names('inst-1', [mine!.id, theirs!.id, 'nobody'])
    expect([...names]).to.deep.equal([[mine!.id, 'Ümit Yılmaz']])
    expect(await people.byId('inst-1', theirs!.id)).to.equal(null)
  })

  it('keeps nothing of an anonymous launch', async () => {
    expect(await people.meet({ ...launch, sub: null })).to.equal(null)
    expect(await database.connection.collection('people').countDocuments()).to.equal(0)
  })
})
