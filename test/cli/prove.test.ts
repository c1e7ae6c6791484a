import { expect } from 'chai'
import type { Connection } from 'mongoose'
import { operator } from '../../src/audit/actor.js'
import { openDatabase } from '../../src/database/open.js'
import { tellStory, type Place } from '../hostile/wholeStory.js'
import { startWorld, type World } from '../support/world.js'
import { openCommandLine } from './commandLine.js'

type Row = { _id: string } & Record<string, unknown>

describe('proving', function () {
  this.timeout(60_000)
  let world: World
  let place: Place
  let connection: Connection
  let close: () => Promise<void>

  before(async () => {
    world = await startWorld()
    place = await tellStory(world, world)
    const database = await openDatabase({ dataDir: world.config.dataDir, mongodbUri: undefined, join: true })
    ;({ connection } = database)
    close = () => database.close()
  })
  after(async () => {
    await close()
    await world.close()
  })

  const prove = () => world.tool.services.proving.prove(operator, world.institutionId)
  const rows = (collection: string) => connection.collection<Row>(collection)
  /** Tampers, looks at what proving finds, and puts everything back. */
  async function tampered(collection: string, where: object, change: object): Promise<string[]> {
    const before = await rows(collection).findOne(where)
    if (!before) throw new Error(`nothing in ${collection}`)
    await rows(collection).updateOne({ _id: before._id }, change)
    const { problems } = await prove()
    await rows(collection).replaceOne({ _id: before._id }, before)
    return problems.map(({ code }) => code)
  }

  it('finds that a whole story matches its records', async () => {
    const proof = await prove()
    expect(proof.problems).to.deep.equal([])
    expect(proof).to.include({ submissions: 1, results: 2, awards: 1, pending: 0, unsealed: 0 })
  })

  const edits: [string, string, (ids: Place['ids']) => [object, object], string[]][] = [
    [
      'an edited level',
      'assessments',
      () => [{ attempt: 1 }, { $set: { 'finalised.judgements.0.levelId': 'beginning' } }],
      ['round.changed'],
    ],
    [
      'an edited word',
      'assessments',
      () => [{ attempt: 2 }, { $set: { 'finalised.judgements.0.comment': 'Changed' } }],
      ['round.changed'],
    ],
    [
      'another assessor',
      'assessments',
      () => [{ attempt: 1 }, { $set: { 'finalised.by': 'nobody' } }],
      ['round.changed'],
    ],
    [
      'an attempt the educator judged',
      'assessments',
      ({ personId }) => [{ attempt: 1 }, { $set: { 'finalised.by': personId } }],
      ['round.changed', 'round.judge'],
    ],
    [
      'a round said to have been waited for in vain',
      'assessments',
      () => [{ attempt: 1 }, { $set: { withdrawn: { at: new Date(0), because: 'nobodyCame' } } }],
      ['round.changed'],
    ],
    [
      'another score',
      'scorePosts',
      () => [{ kind: 'finalised' }, { $set: { 'score.given': 99 } }],
      ['post.differs'],
    ],
    [
      'a post that is missing, and one nothing asked for',
      'scorePosts',
      () => [{ kind: 'finalised' }, { $set: { key: 'assessment:nothing' } }],
      ['post.unfounded', 'post.missing'],
    ],
    ['a badge without approval', 'awards', () => [{}, { $set: { assessmentIds: [] } }], ['award.unfounded']],
    [
      'a badge for a grade in the course that nobody gave',
      'awards',
      () => [
        {},
        { $set: { gradedInCourse: { score: 90, maximum: 100, threshold: 80, evidence: 'A talk' } } },
      ],
      ['award.unfounded'],
    ],
    [
      'a badge of somebody else',
      'awards',
      () => [{}, { $set: { personId: 'eve' } }],
      ['award.missing', 'award.unfounded'],
    ],
    [
      'another level on a badge',
      'awards',
      () => [{}, { $set: { 'levels.0.levelId': 'better' } }],
      ['award.differs'],
    ],
    ['an end nothing led to', 'submissions', () => [{}, { $set: { met: null } }], ['submission.differs']],
  ]
  for (const [name, collection, edit, expected] of edits)
    it(`notices ${name}`, async () => {
      const [where, change] = edit(place.ids)
      expect(await tampered(collection, where, change)).to.include.members(expected)
    })

  const removals: [string, object, string][] = [
    ['judgements', {}, 'records.differ'],
    ['scorePosts', { kind: 'finalised' }, 'post.missing'],
    ['awards', {}, 'award.missing'],
  ]
  for (const [collection, where, expected] of removals)
    it(`notices what was taken out of ${collection}`, async () => {
      const before = await rows(collection).findOne(where)
      await rows(collection).deleteOne({ _id: before!._id })
      const { problems } = await prove()
      await rows(collection).insertOne(before!)
      expect(problems.map(({ code }) => code)).to.include(expected)
    })

  it('holds after a correction that reached the gradebook and took the badge back', async () => {
    const { assessmentId, awardId } = place.ids
    const form = await place.assessor.open(`${world.url}/assessments/${assessmentId ?? ''}/correction`)
    const level = form.$('#correction-form [name^="level-"]').first().attr('name') ?? ''
    const done = await place.assessor.submit(form, '#correction-form', {
      [level]: 'developing',
      [level.replace('level', 'comment')]: 'One more step.',
      reason: 'I looked at the wrong page.',
    })
    expect(done.status).to.equal(200)
    await world.sendScores()
    const posts = await rows('scorePosts').find({ kind: 'finalised' }).sort({ second: 1 }).toArray()
    const given = posts.map(({ score, settled }) => [score, settled] as [{ given: number }, { kind: string }])
    expect(given.slice(1).map(([, { kind }]) => kind)).to.deep.equal(['accepted', 'accepted'])
    expect(given[1]?.[0].given).to.equal(100)
    expect(given[2]?.[0].given).to.be.lessThan(100)
    const { award, acts } = await world.tool.services.badges.awards.show(operator, awardId ?? '')
    expect(award.revoked?.reason).to.include('judged it anew')
    expect(acts.map(({ action }) => action)).to.include('award.revoked')
    expect((await place.educator.open(`${world.url}/badges/${awardId ?? ''}`)).text).to.include(
      'judged it anew',
    )
    expect((await prove()).problems).to.deep.equal([])
  })

  it('on the command line says so, and ends with 1', async () => {
    const line = await openCommandLine()
    const cairn = (...words: string[]) => line.run(['prove', ...words], { env: world.environment })
    const fine = await cairn('--institution', world.institutionId)
    expect([fine.code, fine.out]).to.deep.equal([
      0,
      'Everything matches its records: 1 submissions, 3 results, 1 awards.\n',
    ])
    expect((await cairn('--institution', 'nope')).code).to.equal(1)
    const award = await rows('awards').findOne({})
    await rows('awards').updateOne({ _id: award!._id }, { $set: { assessmentIds: [] } })
    const wrong = await cairn('--json')
    await rows('awards').replaceOne({ _id: award!._id }, award!)
    expect(wrong.code).to.equal(1)
    await line.close()
    expect(wrong.json).to.deep.include({
      ok: false,
      problems: [
        { code: 'award.unfounded', institutionId: world.institutionId, subject: `award:${award!._id}` },
      ],
    })
  })
})
