import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const long = 'x'.repeat(3_000)
const odd = `<b>"kept"</b> {{7*7}} \u202e`

describe('a form that cannot be taken', function () {
  this.timeout(30_000)
  let world: World
  const visitor = new Visitor()

  before(async () => {
    world = await startWorld()
    const account = { email: 'owner@example.org', password: 'correct horse battery' }
    const staff = { ...account, name: 'Ona', role: 'owner' as const, institutionId: null }
    await world.tool.services.staff.create(operator, staff)
    await visitor.submit(await visitor.open(`${world.url}/admin`), 'main form', account)
  })
  after(() => world.close())

  const forms: [string, () => string, string, Record<string, string>][] = [
    ['a new institution', () => '/admin', 'form[action="/admin/institutions"]', { name: long }],
    [
      'a Moodle',
      () => add('moodle'),
      'form[action$="/add/moodle"]',
      { site: odd, clientId: long, deploymentId: odd },
    ],
    [
      'a Canvas',
      () => add('canvas'),
      'form[action$="/add/canvas"][method=post]',
      { clientId: odd, deploymentId: odd },
    ],
    ['a Canvas of one’s own', () => add('canvas'), 'form[action$="/add/canvas"][method=get]', { site: odd }],
    [
      'another LMS',
      () => add('other'),
      'form[action$="/add/other"]',
      {
        name: odd,
        issuer: odd,
        clientId: odd,
        deploymentId: odd,
        authUrl: 'javascript:alert(1)',
        tokenUrl: long,
        jwksUrl: odd,
      },
    ],
  ]
  const add = (lms: string) => `/admin/institutions/${world.institutionId}/add/${lms}`

  for (const [what, path, form, typed] of forms)
    it(`${what}: says what to mend, in words, and keeps what was typed`, async () => {
      const page = await visitor.submit(await visitor.open(world.url + path()), form, typed)
      expect(page.status).to.equal(422)
      expect(page.$('.error-summary a').length).to.be.greaterThan(0)
      expect(page.$('.error-summary').text()).to.not.match(/\w+\.\w+\.\w+|Invalid|expected/)
      for (const [name, value] of Object.entries(typed))
        expect(page.$(`${form} [name="${name}"]`).val(), name).to.equal(value)
    })

  it('each link of the summary leads to a field that is there', async () => {
    const page = await visitor.submit(
      await visitor.open(world.url + add('other')),
      'form[action$="/add/other"]',
      {},
    )
    const targets = page
      .$('.error-summary a')
      .toArray()
      .map((link) => link.attribs['href'] ?? '')
    for (const target of targets) expect(page.$(target).length, target).to.equal(1)
  })
})
