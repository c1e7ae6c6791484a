import { expect } from 'chai'
import type { Assessment } from '../../src/assessment/assessment.js'
import { isBegun, type EndedClaim } from '../../src/assessment/holding/claim.js'
import { decideGiving, type Possible } from '../../src/assessment/holding/spreading.js'
import type { Candidate } from '../../src/assessment/taking.js'
import { sendAll } from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Visitor } from '../support/visitor.js'
import { round } from './samples.js'

const HOUR = 3_600_000

describe('whom a round is given to', () => {
  const may = (personId: string, open: number, given = 0, more: Partial<Candidate> = {}): Possible => ({
    candidate: {
      personId,
      from: 'cohort',
      mayAdjudicate: false,
      coached: new Set(),
      declared: new Set(),
      schoolmates: new Set(),
      versions: null,
      ...more,
    },
    open,
    given,
  })
  const had = (by: string): EndedClaim => ({
    by,
    at: new Date(0),
    ended: { at: new Date(1), because: 'expired' },
  })
  const cases: [string, Partial<Assessment>, Possible[], string | null][] = [
    ['whoever has least in hand', {}, [may('dina', 3), may('omar', 2)], 'omar'],
    ['among those, whoever was given least lately', {}, [may('dina', 2, 4), may('omar', 2, 5)], 'dina'],
    ['never its educator', {}, [may('amal', 0), may('omar', 9)], 'omar'],
    ['nor their coach', {}, [may('dina', 0, 0, { coached: new Set(['amal']) }), may('omar', 9)], 'omar'],
    ['nor who judged it before', { barred: ['amal', 'dina'] }, [may('dina', 0), may('omar', 9)], 'omar'],
    ['nor who is not qualified', {}, [may('dina', 0, 0, { versions: new Set() }), may('omar', 9)], 'omar'],
    [
      'nor who had it and let it go',
      { earlierClaims: [had('dina')] },
      [may('dina', 0), may('omar', 9)],
      'omar',
    ],
    [
      'to decide, somebody who may',
      { round: 'adjudication' },
      [may('dina', 0), may('lina', 9, 9, { mayAdjudicate: true })],
      'lina',
    ],
    ['nobody where nobody may', { barred: ['dina'] }, [may('dina', 0)], null],
    ['nobody where nobody is', {}, [], null],
  ]
  for (const [name, more, possible, expected] of cases)
    it(name, () => expect(decideGiving(round(more), possible)).to.equal(expected))

  it('where all are alike by a lot that always falls the same, and not always on one', () => {
    const all = ['dina', 'omar', 'lina'].map((id) => may(id, 1))
    const drawn = Array.from({ length: 20 }, (_, n) => decideGiving(round({ id: `round-${String(n)}` }), all))
    const again = Array.from({ length: 20 }, (_, n) =>
      decideGiving(round({ id: `round-${String(n)}` }), [...all].reverse()),
    )
    expect(again).to.deep.equal(drawn)
    expect(new Set(drawn).size).to.equal(3)
  })

  it('is begun when it was taken, or written on', () => {
    const claimed = { by: 'dina', at: new Date(0) }
    const given = { ...claimed, kind: 'given' as const }
    const drafts = { dina: { judgements: [], savedAt: new Date(0) } }
    const begun = [
      { claimed: null, drafts },
      { claimed, drafts: {} },
      { claimed: given, drafts: {} },
      { claimed: given, drafts },
    ]
    expect(begun.map(isBegun)).to.deep.equal([false, true, false, true])
  })
})

describe('work that is given out', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  const people: Record<string, Visitor> = {}
  const who = (name: string): Visitor => people[name]!
  const sent: string[] = []

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    for (const name of ['amal', 'badr', 'carla']) people[name] = await world.enrol(place, name, ['educator'])
    for (const name of ['amal', 'badr']) sent.push(await sendAll(world, place, who(name)))
  })
  after(() => world.stop())

  const roundOf = async (id: string): Promise<Assessment> =>
    (await world.assessmentStore.ofSubmissions('inst-1', [id])).at(-1)!
  const hands = async () => Promise.all(sent.map(async (id) => (await roundOf(id)).claimed?.by ?? 'nobody'))
  const queue = (name: string, show: string) =>
    who(name).open(`${world.origin}/cohorts/${place.cohort.id}/queue?show=${show}`)
  const joins = async (name: string) => {
    people[name] = await world.enrol(place, name, ['assessor'], `${name} the assessor`)
  }

  it('waits to be taken where the institution has not asked for it', async () => {
    await joins('dina')
    expect(await world.assessments.giveOut()).to.equal(0)
    expect(await hands()).to.deep.equal(['nobody', 'nobody'])
  })

  it('reaches everybody in turn, once, and they hear of it', async () => {
    world.rules.spreading = 'spread'
    await joins('omar')
    const both = await Promise.all([world.assessments.giveOut(), world.assessments.giveOut()])
    expect(both[0]! + both[1]!, 'two processes give each round once').to.equal(2)
    expect((await hands()).sort()).to.deep.equal(['dina', 'omar'])
    expect(await world.assessments.giveOut()).to.equal(0)
    for (const name of ['dina', 'omar']) expect((await queue(name, 'mine')).text).to.include('Given to you')
    const acts = await world.audit.of(`assessment:${(await roundOf(sent[0]!)).id}`)
    expect(acts.map(({ action, actor }) => [action, actor])).to.deep.include([
      'assessment.given',
      'system:assessment.giveOut',
    ])
    const educator = await who('amal').open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(educator.text, 'nobody has begun').to.not.include('Being assessed')
  })

  it('goes to somebody else when its time is up, and to nobody twice', async () => {
    const [first] = await hands()
    world.clock.advance(72 * HOUR)
    expect(await world.assessments.giveOut()).to.equal(2)
    expect((await hands())[0]).to.not.equal(first)
    world.clock.advance(72 * HOUR)
    expect(await world.assessments.giveOut(), 'both have had both').to.equal(0)
    expect(await hands()).to.deep.equal(['nobody', 'nobody'])
    const { unplaced } = await roundOf(sent[0]!)
    expect(unplaced?.since).to.deep.equal(world.clock.now())
  })

  it('goes to facilitators in a course that names no assessors, where there is no pool', async () => {
    const quiet = await world.course('Foundations without assessors')
    const fadi = await world.enrol(quiet, 'fadi', ['educator'])
    await world.enrol(quiet, 'nora', ['facilitator'])
    const id = await sendAll(world, quiet, fadi)
    expect(await world.assessments.giveOut()).to.equal(1)
    expect((await roundOf(id)).claimed?.by).to.equal('nora')
  })

  it('what nobody may judge is looked at again after a while, and goes to whoever has come meanwhile', async () => {
    const joined = { by: 'system:test', at: world.clock.now() }
    await world.pool.join({ institutionId: 'inst-1', personId: 'pam', from: 'invited', joined })
    expect(await world.assessments.giveOut()).to.equal(0)
    world.clock.advance(16 * 60_000)
    expect(await world.assessments.giveOut()).to.equal(2)
    expect(await hands()).to.deep.equal(['pam', 'pam'])
    expect((await roundOf(sent[0]!)).unplaced).to.equal(null)
  })
})
