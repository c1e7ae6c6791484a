import { Readable } from 'node:stream'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { doctor } from '../../src/cli/doctor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'

describe('the console', () => {
  let world: World
  let otherId: string

  before(async () => {
    world = await startWorld()
    const { staff, institutions } = world.tool.services
    otherId = (await institutions.create(operator, { name: 'Another School' })).id
    const { institutionId } = world
    const accounts = [
      { email: 'owner@example.org', name: 'Ona', institutionId: null, role: 'owner' },
      { email: 'ada@example.org', name: 'Ada', institutionId, role: 'administrator' },
      { email: 'odo@example.org', name: 'Odo', institutionId, role: 'auditor' },
    ] as const
    for (const account of accounts) await staff.create(operator, { ...account, password })
  })
  after(() => world.close())

  const home = () => `${world.url}/admin/institutions/${world.institutionId}`

  async function signIn(email: string, secret = password): Promise<{ visitor: Visitor; page: Page }> {
    const visitor = new Visitor()
    const door = await visitor.open(`${world.url}/admin`)
    return { visitor, page: await visitor.submit(door, 'main form', { email, password: secret }) }
  }

  it('leads who is not signed in to the door, and lets nothing be changed', async () => {
    const visitor = new Visitor()
    expect((await visitor.open(`${home()}/platforms`)).url.pathname).to.equal('/admin/sign-in')
    const sent = await visitor.send(`${world.url}/admin/platforms/${world.registrationId}/disabling`, {})
    expect(sent.status).to.equal(401)
  })

  it('lets staff in, and answers a wrong password and an unknown address alike', async () => {
    expect((await signIn('ada@example.org')).page.url.pathname).to.equal(
      `/admin/institutions/${world.institutionId}`,
    )
    const wrong = await signIn('ada@example.org', 'not the password')
    const nobody = await signIn('nobody@example.org', 'not the password')
    const words = (page: Page) => page.text.replaceAll(/(ada|nobody)@example\.org/g, '')
    expect([wrong.page.status, nobody.page.status]).to.deep.equal([422, 422])
    expect(words(wrong.page)).to.equal(words(nobody.page))
    expect(wrong.page.$('input[name=email]').val()).to.equal('ada@example.org')
    expect(wrong.page.html).not.to.contain('not the password')
  })

  it('stays shut for a while after many wrong passwords, even for the right one', async () => {
    const { staff } = world.tool.services
    await staff.create(operator, {
      email: 'lo@example.org',
      name: 'Lo',
      password,
      institutionId: null,
      role: 'owner',
    })
    await Promise.all(Array.from({ length: 8 }, () => staff.signIn('lo@example.org', 'wrong wrong wrong')))
    expect(await staff.signIn('lo@example.org', password)).to.equal(null)
  })

  it('signs out for good', async () => {
    const { visitor, page } = await signIn('ada@example.org')
    const before = visitor.cookies(world.url)
    await visitor.submit(page, 'form[action="/admin/sign-out"]')
    const again = new Visitor({
      cookie: Object.entries(before)
        .map((pair) => pair.join('='))
        .join('; '),
    })
    expect((await again.open(home())).url.pathname).to.equal('/admin/sign-in')
  })

  it('makes a one-time link for Moodle that is shown once', async () => {
    const { visitor } = await signIn('ada@example.org')
    const page = await visitor.open(`${home()}/add/moodle`)
    const made = await visitor.submit(page, 'form[action$="/add/moodle/link"]')
    const link = String(made.$('#registration-link').val())
    expect(made.status).to.equal(201)
    expect(link).to.match(
      new RegExp(`^${world.url.replace('127.0.0.1', 'localhost')}/lti/register/[\\w-]{43}$`),
    )
    expect((await visitor.open(`${home()}/add/moodle`)).html).not.to.contain(link)
  })

  it('registers a Canvas by its client ID alone, and says what is wrong with one', async () => {
    const { visitor } = await signIn('ada@example.org')
    const page = await visitor.open(`${home()}/add/canvas`)
    const form = 'form[action$="/add/canvas"][method=post]'
    const refused = await visitor.submit(page, form, { clientId: 'abc', environment: 'production' })
    expect(refused.status).to.equal(422)
    expect(refused.$('#clientId').val()).to.equal('abc')
    expect(refused.$('#clientId-error').text()).to.contain('10000000000042')
    const done = await visitor.submit(page, form, { clientId: '10000000000042', environment: 'beta' })
    expect(done.text).to.contain('https://canvas.beta.instructure.com')
    const again = await visitor.submit(page, form, { clientId: '10000000000042', environment: 'beta' })
    expect([again.status, again.text.includes('registered already')]).to.deep.equal([422, true])
  })

  it('registers two Canvases that call themselves alike, each with addresses of its own, and names each by its host', async () => {
    const { visitor } = await signIn('ada@example.org')
    const own = 'form[action$="/add/canvas"][method=post]'
    const addressesFor = async (site: string) =>
      visitor.submit(await visitor.open(`${home()}/add/canvas`), 'form[action$="/add/canvas"][method=get]', {
        site,
      })
    const wrong = await addressesFor('canvas')
    expect([wrong.status, wrong.$('#site').val()]).to.deep.equal([422, 'canvas'])
    const publicUrl = world.url.replace('127.0.0.1', 'localhost')
    const hosts = ['127.0.0.1:9', '127.0.0.2:9']
    for (const host of hosts) {
      const page = await addressesFor(`http://${host}/`)
      expect(page.$('#login-url').val()).to.equal(`${publicUrl}/lti/login/${host}`)
      const json = (await (await fetch(String(page.$('#canvas-json').val()))).json()) as object
      expect(json).to.include({ oidc_initiation_url: `${publicUrl}/lti/login/${host}` })
      expect((await visitor.submit(page, own, { clientId: '10000000000001' })).text).to.contain(host)
    }
    const shared = await visitor.open(`${home()}/platforms`)
    const shown = shared
      .$('input[id^=login-]')
      .get()
      .map((field) => shared.$(field).val())
    expect(shown).to.deep.equal(hosts.map((host) => `${publicUrl}/lti/login/${host}`))
    const desk = {
      config: () => world.config,
      services: () => Promise.resolve(world.tool.services),
      connection: () => Promise.reject(new Error('not needed')),
      input: Readable.from([]),
      say: () => undefined,
    }
    const nothing = { text: () => '', maybe: () => undefined, flag: () => false, at: () => undefined }
    const { text } = await doctor.run(desk, nothing)
    for (const host of hosts)
      expect(text).to.match(new RegExp(`\\? +${host}: Login address: [^]*/lti/login/${host}`))
    const again = await visitor.submit(await addressesFor(`http://${hosts[0]!}`), own, {
      clientId: '10000000000001',
    })
    expect([again.status, again.text.includes('registered already')]).to.deep.equal([422, true])
    expect(again.$('#clientId').val()).to.equal('10000000000001')
  })

  it('shows, approves and switches off platforms, and checks the way to them', async () => {
    const { visitor } = await signIn('ada@example.org')
    const checked = await visitor.open(`${home()}/platforms?check=${world.registrationId}`)
    expect(checked.text).to.contain('We can read them.')
    const off = `form[action="/admin/platforms/${world.registrationId}/disabling"]`
    const disabled = await visitor.submit(checked, off)
    expect(disabled.text).to.contain('Switched off')
    const on = `form[action="/admin/platforms/${world.registrationId}/approval"]`
    expect((await visitor.submit(disabled, on)).text).to.contain('It works from now on')
    const records = await visitor.open(`${home()}/records`)
    for (const act of ['Platform switched off', 'Platform approved']) expect(records.text).to.contain(act)
  })

  it('ends the sessions of a platform that is switched off', async () => {
    const assignment = world.lms.createAssignment({ title: 'Calm arrivals' })
    const { visitor, page } = await world.launch(cast.educators[0]!.key, { assignment: assignment.id })
    expect(page.status).to.be.lessThan(400)
    await world.tool.services.platforms.disable(operator, world.registrationId)
    expect((await visitor.open(page.url)).status).to.equal(401)
    await world.tool.services.platforms.approve(operator, world.registrationId)
  })

  it('shows staff of one institution nothing of another: 404 for every page and act', async () => {
    const { visitor } = await signIn('ada@example.org')
    const token = String((await visitor.open(home())).$('input[name=_csrf]').val())
    const theirs = `${world.url}/admin/institutions/${otherId}`
    for (const path of ['', '/add/moodle', '/platforms', '/awards', '/records'])
      expect((await visitor.open(theirs + path)).status, path).to.equal(404)
    const { id } = await world.tool.services.platforms.add(operator, {
      institutionId: otherId,
      issuer: 'http://127.0.0.1:9',
      clientId: 'theirs',
      authUrl: 'http://127.0.0.1:9/a',
      tokenUrl: 'http://127.0.0.1:9/t',
      jwksUrl: 'http://127.0.0.1:9/k',
      approve: true,
    })
    const acts = [
      `${theirs}/add/moodle/link`,
      `${theirs}/awards/x/revocation`,
      `${world.url}/admin/platforms/${id}/disabling`,
      `${world.url}/admin/deployments/nope/approval`,
    ]
    for (const act of acts)
      expect((await visitor.send(act, { _csrf: token, reason: 'x' })).status, act).to.equal(404)
  })

  it('lets an auditor look and change nothing, and takes nothing without the form’s token', async () => {
    const auditor = (await signIn('odo@example.org')).visitor
    const page = await auditor.open(`${home()}/platforms`)
    expect(page.$('main form').length).to.equal(0)
    const token = String(page.$('input[name=_csrf]').first().val())
    const act = `${world.url}/admin/platforms/${world.registrationId}/disabling`
    expect((await auditor.send(act, { _csrf: token })).status).to.equal(403)
    const { visitor } = await signIn('ada@example.org')
    expect((await visitor.send(act, {})).status).to.equal(403)
  })

  it('lets the owner of the installation make institutions, and nobody else', async () => {
    const { visitor, page } = await signIn('owner@example.org')
    expect(page.text).to.contain('Another School')
    const refused = await visitor.submit(page, 'form[action="/admin/institutions"]', { name: ' ' })
    expect(refused.status).to.equal(422)
    const made = await visitor.submit(page, 'form[action="/admin/institutions"]', {
      name: '<script>alert(1)</script>',
    })
    expect(made.$('h1').text()).to.equal('<script>alert(1)</script>')
    const ada = await signIn('ada@example.org')
    const token = String(ada.page.$('input[name=_csrf]').val())
    const sent = await ada.visitor.send(`${world.url}/admin/institutions`, { _csrf: token, name: 'Mine' })
    expect(sent.status).to.equal(403)
  })

  it('asks for patience after very many failed tries from one place', async () => {
    const visitor = new Visitor()
    const door = `${world.url}/admin/sign-in`
    const sent = []
    for (let index = 0; index < 32; index += 1)
      sent.push((await visitor.send(door, { email: '', password: '' })).status)
    expect(sent.at(0)).to.equal(422)
    expect(sent.at(-1)).to.equal(429)
  })
})
