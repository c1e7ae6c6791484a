import { expect } from 'chai'
import { operator, type Actor } from '../../src/audit/actor.js'
import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import { caseFile } from './caseFile.js'
import { catalogueWorld, type CatalogueWorld } from './world.js'

const staff = (institutionId: string): Actor => ({
  kind: 'staff',
  staffId: 'ada',
  institutionId,
  role: 'author',
})
const ada = staff('school')
const url = 'https://frameworks.example.org/package'

describe('frameworks', () => {
  let world: CatalogueWorld
  before(async () => (world = await catalogueWorld()))
  after(() => world.stop())
  const find = async (words: string, actor = ada, institutionId = 'school') =>
    (await world.catalogue.findItems(actor, institutionId, { frameworkId: null, words })).map(
      ({ item }) => item.statement,
    )
  const answering = (body: unknown, status = 200) =>
    world.outside.set(url, {
      ...{ ok: true, status, headers: {} },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    })

  it('are taken in as CASE packages, searched by words and code, and picked with identifier and address', async () => {
    const result = await world.catalogue.takeFramework(ada, 'school', caseFile())
    expect(result.ok).to.equal(true)
    expect(await find('LEARNER plans')).to.deep.equal(['Plans for learner variability'])
    expect(await find('s.2')).to.deep.equal(['Listens to families'])
    expect(await find('.*')).to.deep.equal([])
    expect(await find('learner families')).to.deep.equal([])
    const [found] = await world.catalogue.findItems(ada, 'school', { frameworkId: null, words: 'families' })
    expect(await world.catalogue.alignmentFor(ada, 'school', found!.item.id)).to.deep.equal({
      caseId: '6f1b0f4e-0000-4000-8000-000000000101',
      frameworkName: 'Standards for Educators',
      targetName: 'Listens to families',
      targetCode: 'S.2',
      targetUrl: 'https://frameworks.example.org/ims/case/v1p0/CFItems/1',
    })
  })

  it('taken in again become their next edition: one framework, its new items only', async () => {
    await world.catalogue.takeFramework(ada, 'school', caseFile())
    await world.catalogue.takeFramework(ada, 'school', caseFile(['Only this one']))
    expect(await world.catalogue.listFrameworks(ada, 'school')).to.have.length(1)
    expect(await find('')).to.deep.equal(['Only this one'])
  })

  it('belong to one institution', async () => {
    await world.catalogue.takeFramework(ada, 'school', caseFile())
    expect(await find('', staff('other'), 'other')).to.deep.equal([])
    const [found] = await world.catalogue.findItems(ada, 'school', { frameworkId: null, words: '' })
    const error: unknown = await world.catalogue
      .alignmentFor(staff('other'), 'other', found!.item.id)
      .catch((reason: unknown) => reason)
    expect(error).to.include({ status: 404 })
  })

  it('come from an address too, or say why not', async () => {
    const from = async () => {
      const result = await world.catalogue.fetchFramework(ada, 'school', url)
      if (result.ok) return 'taken'
      return 'unreachable' in result ? result.unreachable : result.problems.map(({ field }) => field).join()
    }
    expect(await from()).to.equal('unreachable')
    answering('<html>', 200)
    expect(await from()).to.equal('document')
    answering(caseFile(), 404)
    expect(await from()).to.equal('status')
    answering({ ...caseFile(), CFItems: [{ identifier: 'x', uri: 'nowhere', fullStatement: 'y' }] })
    expect(await from()).to.equal('CFItems.0.uri')
    answering(caseFile())
    expect(await from()).to.equal('taken')
  })
})

describe('links', () => {
  let world: CatalogueWorld
  before(async () => (world = await catalogueWorld()))
  after(() => world.stop())

  it('are looked at on demand: dated, with what came of each, redirects followed through the same guard', async () => {
    const { catalogue, outside } = world
    const { id } = await catalogue.begin(ada, 'school', 'Links')
    const draft = (await world.microCredentials.byId('school', id))!
    const resources = ['fine', 'gone', 'moved', 'shy', 'inside', 'silent'].map((name) => ({
      ...{
        title: { en: name },
        url: `https://${name}.example.org/`,
        type: 'article',
        purpose: 'learn',
        language: 'en',
      },
    })) as typeof draft.resources
    await world.microCredentials.reviseDraft(
      draft,
      { ...draft, resources },
      { at: new Date(0), by: 'staff:ada' },
    )
    const answer = (status: number) => ({ ok: true as const, status, headers: {}, body: Buffer.alloc(0) })
    outside.set('https://fine.example.org/', answer(200))
    outside.set('https://gone.example.org/', answer(404))
    outside.set('https://shy.example.org/', answer(403))
    outside.set('https://moved.example.org/', { ok: false, code: 'redirected', location: '/new' })
    outside.set('https://moved.example.org/new', answer(200))
    outside.set('https://inside.example.org/', {
      ok: false,
      code: 'redirected',
      location: 'http://10.0.0.1/',
    })
    outside.set('http://10.0.0.1/', { ok: false, code: 'blocked-address' })
    await catalogue.askForLinkCheck(ada, 'school', id)
    expect(await catalogue.checkAskedLinks()).to.equal(6)
    expect(await catalogue.checkAskedLinks()).to.equal(0)
    const checks = await catalogue.linkChecksOf(
      ada,
      'school',
      (await world.microCredentials.byId('school', id))!,
    )
    expect(
      Object.fromEntries(checks.map(({ url, outcome }) => [new URL(url).hostname.split('.')[0], outcome])),
    ).to.deep.equal({
      ...{ fine: 'fine', gone: 'gone', moved: 'fine', shy: 'unsure', inside: 'unsure', silent: 'noAnswer' },
    })
    expect(checks[0]?.at).to.deep.equal(world.clock.now())
  })

  it('of what is published are looked at again each week, and drafts are left alone', async () => {
    expect(await world.catalogue.checkDueLinks()).to.equal(0)
    await offerShippedCatalogue(world.catalogue, operator, 'school', world.clock.now())
    const first = await world.catalogue.checkDueLinks()
    expect(first).to.be.greaterThan(20)
    expect(await world.catalogue.checkDueLinks()).to.equal(0)
    world.clock.advance(8 * 24 * 3600 * 1000)
    expect(await world.catalogue.checkDueLinks()).to.equal(first)
  })
})
