import { expect } from 'chai'
import { operator, type Actor } from '../../src/audit/actor.js'
import { catalogueText, type CatalogueDocument } from '../../src/catalogue/catalogueDocument.js'
import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import { caseFile } from './caseFile.js'
import { catalogueWorld, type CatalogueWorld } from './world.js'

const boss = (
  institutionId: string,
  role: 'administrator' | 'author' | 'auditor' = 'administrator',
): Actor => ({
  ...{ kind: 'staff', staffId: 'boss', institutionId, role },
})

describe('a whole catalogue as a document', () => {
  let world: CatalogueWorld
  let text = ''
  before(async () => {
    world = await catalogueWorld({ languages: ['en', 'ar'] })
    const { catalogue } = world
    const [first] = await offerShippedCatalogue(catalogue, operator, 'a', world.clock.now())
    await catalogue.nextVersion(boss('a'), 'a', first!.id)
    await catalogue.begin(boss('a'), 'a', 'Only a title')
    await catalogue.retire(boss('a'), 'a', first!.id, 'Replaced.')
    await catalogue.takeFramework(boss('a'), 'a', caseFile())
    text = await exported('a')
  })
  after(() => world.stop())

  const exported = async (institutionId: string) =>
    catalogueText(await world.catalogue.exportCatalogue(boss(institutionId), institutionId, 'Harbour'))
  const json = (change: (document: CatalogueDocument) => void = () => undefined): unknown => {
    const document = JSON.parse(text) as CatalogueDocument
    change(document)
    return document
  }
  const taking = (institutionId: string, document: unknown) =>
    world.catalogue.importCatalogue(boss(institutionId), institutionId, document)

  it('comes out of the institution that took it in with the same bytes, drafts, retirement and approvals included', async () => {
    const result = await taking('b', json())
    expect(result).to.deep.equal({ ok: true, versions: 7, stacks: 2, frameworks: 1, unchanged: 0 })
    expect(await exported('b')).to.equal(text)
    const [one] = await world.catalogue.listPublished('b')
    expect(one?.approval).to.include({ approver: 'Cairn', origin: 'config/catalogue' })
    expect(await world.catalogue.listOffered('b')).to.have.length(4)
  })

  it('adds nothing the second time', async () => {
    await taking('b', json())
    const again = await taking('b', json())
    expect(again).to.deep.equal({ ok: true, versions: 0, stacks: 0, frameworks: 0, unchanged: 10 })
    expect(await exported('b')).to.equal(text)
  })

  const bad: [string, (document: CatalogueDocument) => void, string[]][] = [
    ['another format', (d) => Object.assign(d, { format: 'cairn.catalogue.v9' }), ['format invalid_value']],
    ['an unknown field', (d) => Object.assign(d, { more: 1 }), ['more unrecognized_keys']],
    [
      'a published version without its approval',
      (d) => Reflect.deleteProperty(d.microCredentials[0]!.versions[0]!, 'approval'),
      ['microCredentials.0.versions.0.approval invalid_type'],
    ],
    [
      'two faults far apart',
      (d) => {
        d.microCredentials[1]!.versions[0]!.content.title.en = ''
        d.stacks[0]!.members.push('nowhere-known')
      },
      ['microCredentials.1.versions.0.content.title.en too_small'],
    ],
    [
      'a stack of what nobody has',
      (d) => d.stacks[0]!.members.push('nowhere-known'),
      ['stacks.0.members.5 unknownMember'],
    ],
    [
      'a published version that the check refuses',
      (d) => (d.microCredentials[0]!.versions[0]!.content.whyItMatters.sources = []),
      ['microCredentials.0.versions.0.content.whyItMatters.sources noSource'],
    ],
    [
      'versions out of order',
      (d) => d.microCredentials.find(({ versions }) => versions.length > 1)!.versions.reverse(),
      ['order', 'draftNotLast'],
    ],
    [
      'the same key twice',
      (d) => d.microCredentials.push(d.microCredentials[0]!),
      ['microCredentials.6.key repeated'],
    ],
    ['a framework without items', (d) => (d.frameworks[0]!.CFItems = []), ['frameworks.0.CFItems too_small']],
  ]
  for (const [name, change, problems] of bad)
    it(`is refused whole, with the path of each problem: ${name}`, async () => {
      const result = await taking('c', json(change))
      const found = result.ok ? [] : result.problems.map(({ field, code }) => `${field} ${code}`)
      for (const problem of problems) expect(found.join('\n')).to.contain(problem)
      expect(await world.microCredentials.all('c')).to.deep.equal([])
      expect(await world.catalogue.listStacks('c')).to.deep.equal([])
      expect(await world.catalogue.listFrameworks(boss('c'), 'c')).to.deep.equal([])
    })

  it('never changes what is there: other words under the same number are refused', async () => {
    await taking('b', json())
    const change = (d: CatalogueDocument) => (d.microCredentials[0]!.versions[0]!.content.effortHours += 1)
    const result = await taking('b', json(change))
    expect(result).to.deep.equal({
      ok: false,
      problems: [{ field: 'microCredentials.0.versions.0', code: 'differentVersion' }],
    })
    expect(await exported('b')).to.equal(text)
  })

  it('is taken in by owners and administrators of that institution only', async () => {
    for (const [actor, status] of [
      [boss('d', 'author'), 403],
      [boss('d', 'auditor'), 403],
      [boss('e'), 404],
    ] as const) {
      const error: unknown = await world.catalogue
        .importCatalogue(actor, 'd', json())
        .catch((reason: unknown) => reason)
      expect(error).to.include({ status })
    }
  })

  it('is finished by repeating it after it was cut short', async () => {
    const cut = json((d) => {
      d.microCredentials.splice(3)
      d.stacks = []
    })
    await taking('f', cut)
    const result = await taking('f', json())
    expect(result.ok).to.equal(true)
    expect(await exported('f')).to.equal(text)
  })
})
