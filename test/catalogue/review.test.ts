import { expect } from 'chai'
import { operator, type Actor } from '../../src/audit/actor.js'
import { stageOf, type Reviewed } from '../../src/catalogue/review.js'
import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import { markOf } from '../../src/catalogue/sections.js'
import { soundContent } from './sample.js'
import { catalogueWorld, type CatalogueWorld } from './world.js'

const staff = (staffId: string, role: 'administrator' | 'author' | 'auditor' = 'author'): Actor => ({
  ...{ kind: 'staff', staffId, institutionId: 'school', role },
})
const [ada, bo, cy] = [staff('ada'), staff('bo'), staff('cy')]
const boss = staff('boss', 'administrator')
const until = new Date('2027-03-02T09:00:00Z')
const verdict = { reason: 'The rubric fits.', conditions: 'Pilot it first.', outside: null, until }

/** What an act was refused with: `403 catalogue_own_work`; `done` where it was not. */
const refusal = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'done',
    (error: unknown) => {
      const { status, code } = error as { status?: number; code?: string }
      return `${String(status)} ${String(code)}`
    },
  )

describe('the way of a version to its publication', () => {
  const at = new Date(0)
  const act = { at, by: 'staff:a' }
  const said = { ...act, approver: 'A', external: false, reason: '', conditions: '', origin: null }
  const nothing: Reviewed = { authors: [], review: null, approved: null, decisions: [], published: null }
  const cases: [Partial<Reviewed>, string][] = [
    [{}, 'writing'],
    [{ review: act }, 'inReview'],
    [{ decisions: [{ ...said, kind: 'changesRequested', until: null }] }, 'changesRequested'],
    [{ review: act, decisions: [{ ...said, kind: 'changesRequested', until: null }] }, 'inReview'],
    [{ approved: act, decisions: [{ ...said, kind: 'approved', until: at }] }, 'approved'],
    [{ decisions: [{ ...said, kind: 'approved', until: at }] }, 'writing'],
    [{ published: act, approved: act }, 'published'],
  ]
  for (const [records, stage] of cases)
    it(`is ${stage} with ${Object.keys(records).join(' and ') || 'nothing'}`, () => {
      expect(stageOf({ ...nothing, ...records })).to.equal(stage)
    })
})

describe('reviewing a micro-credential', () => {
  let world: CatalogueWorld
  let count = 0
  before(async () => (world = await catalogueWorld()))
  after(() => world.stop())

  /** A draft that lacks nothing, written by Ada. */
  async function written(): Promise<string> {
    const { catalogue } = world
    count += 1
    const { id } = await catalogue.begin(ada, 'school', `Wait time ${String(count)}`)
    const [from, to] = [(await world.microCredentials.byId('school', id))!, soundContent()]
    const place = { section: 'competency' } as const
    const result = await catalogue.write(ada, 'school', id, place, markOf(from, place), () => to)
    expect(result.ok).to.equal(true)
    return id
  }
  async function approved(): Promise<string> {
    const id = await written()
    await world.catalogue.sendToReview(ada, 'school', id)
    await world.catalogue.approve(bo, 'school', id, verdict)
    return id
  }
  const stage = async (id: string) => stageOf((await world.microCredentials.byId('school', id))!)

  it('leads from a title to a publication, and every step is on record', async () => {
    const id = await approved()
    const result = await world.catalogue.publish(ada, 'school', id)
    expect(result.ok).to.equal(true)
    expect((await world.catalogue.find('school', id))?.approval).to.deep.include({
      ...{
        approver: 'staff:bo by name',
        external: false,
        conditions: 'Pilot it first.',
        until,
        origin: null,
      },
    })
    const acts = (await world.audit.of(`microCredential:${id}`)).map(
      ({ action, actor }) => `${action} ${actor}`,
    )
    expect(acts).to.deep.equal([
      'microCredential.begun staff:ada',
      'microCredential.written staff:ada',
      'microCredential.sentToReview staff:ada',
      'microCredential.approved staff:bo',
      'microCredential.published staff:ada',
    ])
  })

  it('is never approved by somebody who wrote a word of it, whatever their role', async () => {
    const id = await written()
    const place = { section: 'hours' } as const
    const mark = async () => markOf((await world.microCredentials.byId('school', id))!, place)
    await world.catalogue.write(boss, 'school', id, place, await mark(), (c) => ({ ...c, effortHours: 4 }))
    await world.catalogue.sendToReview(ada, 'school', id)
    for (const author of [ada, boss])
      expect(await refusal(world.catalogue.approve(author, 'school', id, verdict))).to.equal(
        '403 catalogue_own_work',
      )
    expect(await refusal(world.catalogue.approve(staff('odo', 'auditor'), 'school', id, verdict))).to.equal(
      '403 auditors_look_only',
    )
    expect(await stage(id)).to.equal('inReview')
    expect(await refusal(world.catalogue.approve(cy, 'school', id, verdict))).to.equal('done')
  })

  it('is not published without an approval, nor after its term, nor with words nobody approved', async () => {
    const id = await written()
    expect(await refusal(world.catalogue.publish(boss, 'school', id))).to.equal('409 catalogue_not_approved')
    await world.catalogue.sendToReview(ada, 'school', id)
    expect(await refusal(world.catalogue.publish(boss, 'school', id))).to.equal('409 catalogue_not_approved')
    await world.catalogue.approve(bo, 'school', id, verdict)
    const place = { section: 'hours' } as const
    const version = (await world.microCredentials.byId('school', id))!
    const write = () =>
      world.catalogue.write(ada, 'school', id, place, markOf(version, place), (c) => ({ ...c, pdHours: 1 }))
    expect(await refusal(write())).to.equal('409 catalogue_not_open')
    await world.catalogue.takeBack(ada, 'school', id)
    expect(await refusal(write())).to.equal('done')
    expect(await refusal(world.catalogue.publish(boss, 'school', id))).to.equal('409 catalogue_not_approved')
  })

  it('can end in changes that are asked for, with the reason, and then begin again', async () => {
    const id = await written()
    await world.catalogue.sendToReview(ada, 'school', id)
    await world.catalogue.requestChanges(bo, 'school', id, 'Say how long.')
    expect(await stage(id)).to.equal('changesRequested')
    await world.catalogue.sendToReview(ada, 'school', id)
    expect(await stage(id)).to.equal('inReview')
  })

  it('two approvals at once leave one', async () => {
    const id = await written()
    await world.catalogue.sendToReview(ada, 'school', id)
    const both = [bo, cy].map((who) => refusal(world.catalogue.approve(who, 'school', id, verdict)))
    expect((await Promise.all(both)).filter((answer) => answer === 'done')).to.have.length(1)
    expect((await world.microCredentials.byId('school', id))?.decisions).to.have.length(1)
  })

  it('names whoever approves from outside', async () => {
    const id = await written()
    await world.catalogue.sendToReview(ada, 'school', id)
    await world.catalogue.approve(bo, 'school', id, { ...verdict, outside: 'State Board' })
    expect((await world.catalogue.find('school', id))?.approval).to.include({
      ...{ approver: 'State Board', external: true },
    })
  })

  it('keeps what an origin approved only when the operator takes it over', async () => {
    const id = await written()
    const given = { at: until, approver: 'X', external: true, reason: '', conditions: '', until, origin: 'x' }
    expect(await refusal(world.catalogue.takeOverApproval(boss, 'school', id, given))).to.equal(
      '403 catalogue_operator_only',
    )
  })

  it('keeps comments on a section, resolved once, with a reply', async () => {
    const id = await written()
    const said = { section: 'rubric', text: 'Too many levels.' } as const
    const comment = await world.catalogue.comment(bo, 'school', id, said)
    await world.catalogue.resolve(ada, 'school', comment.id, 'Now three.')
    await world.catalogue.resolve(bo, 'school', comment.id, 'Again.')
    const [kept] = await world.catalogue.commentsOn(ada, 'school', id)
    expect(kept).to.deep.include({ ...said, byName: 'staff:bo by name' })
    expect(kept?.resolved).to.include({ reply: 'Now three.', by: 'staff:ada' })
  })

  describe('what is offered', () => {
    const offered = async (id: string) =>
      [
        (await world.catalogue.listOffered('school')).some((one) => one.id === id),
        (await world.catalogue.offered('school', id)) !== null,
      ].join()

    it('is what is published, approved for today and not retired', async () => {
      const id = await approved()
      expect(await offered(id)).to.equal('false,false')
      await world.catalogue.publish(ada, 'school', id)
      expect(await offered(id)).to.equal('true,true')
      await world.catalogue.retire(boss, 'school', id, 'Replaced.')
      expect(await offered(id)).to.equal('false,false')
      expect((await world.catalogue.find('school', id))?.published).to.not.equal(null)
      await world.catalogue.offerAgain(boss, 'school', id)
      expect(await offered(id)).to.equal('true,true')
    })

    it('goes when an approval runs out, is counted as due, and comes back when somebody else approves again', async () => {
      const id = await approved()
      await world.catalogue.publish(ada, 'school', id)
      const due = await world.catalogue.dueForReview(boss, 'school')
      world.clock.advance(until.getTime() - world.clock.now().getTime())
      expect(await offered(id)).to.equal('false,false')
      expect(await world.catalogue.dueForReview(boss, 'school')).to.be.greaterThan(due)
      const again = { ...verdict, until: new Date('2029-01-01') }
      expect(await refusal(world.catalogue.approve(ada, 'school', id, again))).to.equal(
        '403 catalogue_own_work',
      )
      await world.catalogue.approve(cy, 'school', id, again)
      expect(await offered(id)).to.equal('true,true')
      expect((await world.microCredentials.byId('school', id))?.decisions).to.have.length(2)
    })
  })

  it('says of the shipped catalogue where its approval comes from', async () => {
    const shipped = await offerShippedCatalogue(world.catalogue, operator, 'academy', world.clock.now())
    for (const one of shipped) expect(one.approval?.origin).to.equal('config/catalogue')
    const acts = (await world.audit.of(`microCredential:${shipped[0]!.id}`)).map(({ action }) => action)
    expect(acts).to.include('microCredential.approved')
  })
})

describe('two authors at once', () => {
  let world: CatalogueWorld
  before(async () => (world = await catalogueWorld()))
  after(() => world.stop())

  it('write different sections without noticing each other, and the same one never over each other', async () => {
    const { catalogue } = world
    const { id } = await catalogue.begin(ada, 'school', 'Shared')
    const begun = (await world.microCredentials.byId('school', id))!
    const [method, hours] = [{ section: 'method' } as const, { section: 'hours' } as const]
    const results = await Promise.all([
      catalogue.write(ada, 'school', id, method, markOf(begun, method), (c) => ({
        ...c,
        method: { en: 'Ada' },
      })),
      catalogue.write(bo, 'school', id, hours, markOf(begun, hours), (c) => ({ ...c, effortHours: 7 })),
    ])
    expect(results.map(({ ok }) => ok)).to.deep.equal([true, true])
    const late = await catalogue.write(bo, 'school', id, method, markOf(begun, method), (c) => ({
      ...{ ...c, method: { en: 'Bo' } },
    }))
    expect([late.ok, late.version.method.en, late.version.effortHours]).to.deep.equal([false, 'Ada', 7])
    expect(late.version.authors).to.have.members(['staff:ada', 'staff:bo'])
  })
})
