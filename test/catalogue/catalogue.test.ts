import { expect } from 'chai'
import { toDocument } from '../../src/catalogue/catalogueImport.js'
import type { MicroCredential, MicroCredentialContent } from '../../src/catalogue/microCredential.js'
import { offerShippedCatalogue, shippedKeys } from '../../src/catalogue/shippedCatalogue.js'
import { operator, type Actor } from '../../src/audit/actor.js'
import { soundContent } from './sample.js'
import { catalogueWorld, type CatalogueWorld } from './world.js'

const administrator: Actor = { kind: 'staff', staffId: 's1', institutionId: 'school', role: 'administrator' }
const reviewer: Actor = { ...administrator, staffId: 's2' }
const auditor: Actor = { ...administrator, role: 'auditor' }
const stranger: Actor = { ...administrator, institutionId: 'other' }
const educator: Actor = { kind: 'person', personId: 'p1', institutionId: 'school' }

const documentOf = (changes: Partial<MicroCredentialContent> = {}, key = 'wait-time') => ({
  format: 'cairn.micro-credential.v1',
  key,
  content: soundContent(changes),
})
const stacksOf = (members: string[]) => ({
  format: 'cairn.stacks.v1',
  stacks: [
    { key: 'all-of-it', title: { en: 'All' }, description: { en: 'All' }, members, rule: { kind: 'all' } },
  ],
})

describe('the catalogue', () => {
  let world: CatalogueWorld
  let taken = 0
  /** Every test its own key, so that none sees what another left. */
  let key = ''
  before(async () => (world = await catalogueWorld()))
  after(() => world.stop())
  beforeEach(() => {
    key = `wait-time-${String(++taken)}`
    world.wants.languages = ['en']
  })

  async function taking(changes: Partial<MicroCredentialContent> = {}): Promise<MicroCredential> {
    const result = await world.catalogue.importDocument(administrator, 'school', documentOf(changes, key))
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return result.microCredential
  }
  async function approving(id: string): Promise<void> {
    const { published, review } = (await world.microCredentials.byId('school', id))!
    if (published) return
    if (!review) await world.catalogue.sendToReview(administrator, 'school', id)
    const until = new Date('2028-03-02T09:00:00Z')
    const verdict = { reason: 'Sound.', conditions: '', outside: null, until }
    await world.catalogue.approve(reviewer, 'school', id, verdict)
  }
  async function publishing(changes: Partial<MicroCredentialContent> = {}): Promise<MicroCredential> {
    const { id } = await taking(changes)
    await approving(id)
    const result = await world.catalogue.publish(administrator, 'school', id)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return result.microCredential
  }

  describe('taking a document in', () => {
    it('makes a draft of version 1', async () => {
      expect(await taking()).to.include({ key, version: 1, institutionId: 'school', published: null })
    })

    it('twice adds nothing, before and after publication', async () => {
      const draft = await taking()
      expect((await taking()).id).to.equal(draft.id)
      const { id } = await publishing()
      expect(id).to.equal(draft.id)
      const again = await world.catalogue.importDocument(administrator, 'school', documentOf({}, key))
      expect(again).to.deep.include({ ok: true, outcome: 'unchanged' })
      expect((await taking()).version).to.equal(1)
    })

    it('with changes rewrites a draft', async () => {
      const draft = await taking()
      const revised = await taking({ pdHours: 1 })
      expect(revised).to.include({ id: draft.id, version: 1, pdHours: 1 })
    })

    it('with changes makes the next version of what is published, and leaves that as it was', async () => {
      const first = await publishing()
      const second = await taking({ pdHours: 1 })
      expect(second).to.include({ version: 2, pdHours: 1, published: null })
      expect(await world.catalogue.find('school', first.id)).to.deep.equal(first)
    })

    it('back to earlier words is a next version, not the old one', async () => {
      await publishing()
      await publishing({ pdHours: 1 })
      expect((await taking()).version).to.equal(3)
    })

    it('of another installation brings the same words', async () => {
      const exported = toDocument(await publishing({ method: { en: 'Count to five.' } }))
      const result = await world.catalogue.importDocument(operator, 'elsewhere', exported)
      expect(result).to.deep.include({ ok: true, outcome: 'added' })
      if (result.ok) expect(toDocument(result.microCredential)).to.deep.equal(exported)
    })

    it('names what is wrong with a document and keeps nothing of it', async () => {
      const broken = [
        null,
        { ...documentOf({}, key), format: 'cairn.micro-credential.v9' },
        { ...documentOf({}, key), key: '../etc' },
        { ...documentOf({}, key), surprise: true },
        documentOf({ resources: [{ ...soundContent().resources[0]!, url: 'javascript:alert(1)' }] }, key),
      ]
      for (const json of broken) {
        const result = await world.catalogue.importDocument(administrator, 'school', json)
        expect(result.ok, JSON.stringify(json)?.slice(0, 80)).to.equal(false)
        if (!result.ok) expect(result.problems[0]?.field).to.be.a('string').and.not.equal('')
      }
      expect(await world.microCredentials.newest('school', key)).to.equal(null)
    })

    it('by ten at once makes one version', async () => {
      const results = await Promise.allSettled(Array.from({ length: 10 }, () => taking()))
      const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []))
      expect(new Set(ids).size).to.equal(1)
      expect((await world.microCredentials.newest('school', key))?.version).to.equal(1)
    })
  })

  describe('publishing', () => {
    it('records who and when, once', async () => {
      const first = await publishing()
      expect(first.published).to.deep.equal({ at: new Date('2026-03-02T09:00:00Z'), by: 'staff:s1' })
      world.clock.advance(1000)
      const again = await world.catalogue.publish(operator, 'school', first.id)
      expect(again).to.deep.equal({ ok: true, microCredential: first })
      const acts = (await world.audit.of(`microCredential:${first.id}`)).map((row) => row.action)
      expect(acts).to.have.members([
        ...['microCredential.added', 'microCredential.sentToReview'],
        ...['microCredential.approved', 'microCredential.published'],
      ])
    })

    it('is refused while something is missing, and says what', async () => {
      const { id } = await taking({ whyItMatters: { text: { en: 'So.' }, sources: [] } })
      expect(await world.catalogue.publish(administrator, 'school', id)).to.deep.equal({
        ok: false,
        problems: [{ field: 'whyItMatters.sources', code: 'noSource' }],
      })
    })

    it('asks for both languages where the institution does', async () => {
      world.wants.languages = ['en', 'ar']
      const { id } = await taking({ method: { en: 'Count.' } })
      expect(await world.catalogue.publish(administrator, 'school', id)).to.deep.equal({
        ok: false,
        problems: [{ field: 'method', code: 'languageMissing' }],
      })
    })

    it('lets nobody rewrite a published version: the query itself refuses', async () => {
      const draft = await taking()
      const stored = (await world.microCredentials.byId('school', draft.id))!
      const published = await publishing()
      const rewritten = await world.microCredentials.reviseDraft(stored, soundContent({ pdHours: 1 }), {
        at: new Date(0),
        by: 'staff:s2',
      })
      expect(rewritten).to.equal(null)
      const at = new Date(0)
      expect(await world.microCredentials.publish(stored, { at, by: 'staff:s2' })).to.equal(null)
      expect(await world.catalogue.find('school', draft.id)).to.deep.equal(published)
    })

    it('publishes only what was checked: a draft rewritten meanwhile stays a draft', async () => {
      const draft = await taking()
      const stored = (await world.microCredentials.byId('school', draft.id))!
      await taking({ whyItMatters: { text: { en: 'So.' }, sources: [] } })
      expect(await world.microCredentials.publish(stored, { at: new Date(0), by: 'staff:s1' })).to.equal(null)
      expect((await world.catalogue.find('school', draft.id))?.published).to.equal(null)
    })
  })

  describe('who may', () => {
    const refused: [Actor, number][] = [
      [educator, 403],
      [auditor, 403],
      [stranger, 404],
    ]
    for (const [actor, status] of refused) {
      const who = actor.kind === 'staff' ? `${actor.role} of ${String(actor.institutionId)}` : actor.kind
      it(`${who}: refused with ${String(status)}`, async () => {
        const { id } = await taking()
        const acts = [
          () => world.catalogue.importDocument(actor, 'school', documentOf({}, key)),
          () => world.catalogue.publish(actor, 'school', id),
          () => world.catalogue.importStacks(actor, 'school', stacksOf([key])),
        ]
        for (const act of acts) {
          const error: unknown = await act().catch((reason: unknown) => reason)
          expect(error).to.include({ status })
        }
      })
    }

    it('nobody finds or publishes the version of another institution by its id', async () => {
      const { id } = await taking()
      expect(await world.catalogue.find('other', id)).to.equal(null)
      const error: unknown = await world.catalogue
        .publish(stranger, 'other', id)
        .catch((reason: unknown) => reason)
      expect(error).to.include({ status: 404 })
    })
  })

  describe('what is offered', () => {
    it('is the newest published version of each, never a draft', async () => {
      const first = await publishing()
      const second = await publishing({ pdHours: 1 })
      await taking({ pdHours: 1.5 })
      const offered = (await world.catalogue.listPublished('school')).filter((one) => one.key === key)
      expect(offered.map((one) => one.id)).to.deep.equal([second.id])
      expect((await world.catalogue.latest('school', key))?.id).to.equal(second.id)
      expect((await world.catalogue.find('school', first.id))?.version).to.equal(1)
    })

    it('is public by its id once it is published, and not before', async () => {
      const { id } = await taking()
      expect(await world.catalogue.publicMicroCredential(id)).to.equal(null)
      await publishing()
      expect((await world.catalogue.publicMicroCredential(id))?.key).to.equal(key)
    })
  })

  describe('stacks', () => {
    it('are taken in once, and rewritten under the same key', async () => {
      await taking()
      const other = `${key}-other`
      await world.catalogue.importDocument(operator, 'school', documentOf({}, other))
      const outcomes = async (members: string[]) => {
        const result = await world.catalogue.importStacks(operator, 'school', stacksOf(members))
        return result.ok ? result.stacks.map((one) => one.outcome) : result.problems
      }
      expect(await outcomes([key])).to.deep.equal(['added'])
      expect(await outcomes([key])).to.deep.equal(['unchanged'])
      expect(await outcomes([other, key])).to.deep.equal(['revised'])
      expect(await world.catalogue.listStacks('school')).to.have.length(1)
      const [stack] = await world.catalogue.stacksWith('school', key)
      expect((await world.catalogue.publicStack(stack!.id))?.members).to.deep.equal([other, key])
    })

    it('with a member nobody knows are refused whole', async () => {
      const result = await world.catalogue.importStacks(operator, 'school', stacksOf(['unheard-of']))
      expect(result).to.deep.equal({
        ok: false,
        problems: [{ field: 'all-of-it.members', code: 'unknownMember' }],
      })
    })

    it('that ask for more than they hold, or hold one twice, are refused', async () => {
      const [stack] = stacksOf(['a-key']).stacks
      for (const changes of [{ rule: { kind: 'any', count: 2 } }, { members: ['a-key', 'a-key'] }]) {
        const json = { format: 'cairn.stacks.v1', stacks: [{ ...stack, ...changes }] }
        expect((await world.catalogue.importStacks(operator, 'school', json)).ok).to.equal(false)
      }
    })
  })

  it('offers the shipped five to an institution, once, in both languages', async () => {
    world.wants.languages = ['en', 'ar']
    const first = await offerShippedCatalogue(world.catalogue, operator, 'academy', world.clock.now())
    const again = await offerShippedCatalogue(world.catalogue, operator, 'academy', world.clock.now())
    expect(again).to.deep.equal(first)
    expect(first.map((one) => `${one.key} v${String(one.version)}`)).to.deep.equal(
      shippedKeys.map((one) => `${one} v1`),
    )
    expect(await world.catalogue.listPublished('academy')).to.have.length(5)
    expect(await world.catalogue.listStacks('academy')).to.have.length(2)
  })
})
