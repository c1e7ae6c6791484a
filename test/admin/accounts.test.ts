import { expect } from 'chai'
import { Secret, TOTP } from 'otpauth'
import { operator } from '../../src/audit/actor.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'

describe('the accounts of staff', () => {
  let world: World
  let later = 0
  const clock = { now: () => new Date(Date.now() + later) }
  before(async () => {
    world = await startWorld({ clock })
    const { institutionId } = world
    for (const [name, role] of [
      ['ona', 'owner'],
      ['ada', 'administrator'],
    ] as const)
      await world.tool.services.staff.create(operator, {
        email: `${name}@example.org`,
        name,
        password,
        institutionId,
        role,
      })
  })
  after(() => world.close())

  const accounts = () => `${world.url}/admin/institutions/${world.institutionId}/accounts`
  const acts = async (limit = 5) =>
    (await world.tool.services.audit.latest(world.institutionId, limit)).map(({ action }) => action)
  async function signIn(name: string, secret = password): Promise<{ visitor: Visitor; page: Page }> {
    const visitor = new Visitor()
    const door = await visitor.open(`${world.url}/admin/sign-in`)
    const typed = { email: `${name}@example.org`, password: secret }
    return { visitor, page: await visitor.submit(door, 'main form', typed) }
  }
  /** Invites somebody as the owner and answers the link. */
  async function invite(email: string, role: string): Promise<{ owner: Visitor; link: string; made: Page }> {
    const { visitor: owner } = await signIn('ona')
    const page = await owner.open(accounts())
    const made = await owner.submit(page, 'form[action$="/invitations"]', { email, role })
    return { owner, made, link: String(made.$('#invitation-link').val()) }
  }
  const join = async (link: string, name: string, secret = password) => {
    const visitor = new Visitor()
    const local = link.replace(/^http:\/\/[^/]+/, world.url)
    const page = await visitor.open(local)
    return { visitor, page: await visitor.submit(page, 'main form', { name, password: secret }) }
  }
  const formOf = (page: Page, name: string, act: string) =>
    page
      .$('.card')
      .filter((_, card) => page.$(card).find('h2').text() === name)
      .find(`form[action$="/${act}"]`)
      .attr('action') ?? ''

  it('are made by whoever holds a one-time link, once, with the role and address it was made for', async () => {
    const { link, made, owner } = await invite('Odo@Example.org', 'auditor')
    expect(made.status).to.equal(201)
    expect((await owner.open(accounts())).html).not.to.contain(link.split('/').at(-1))
    const short = await join(link, 'Odo', 'short')
    expect([short.page.status, short.page.$('#name').val()]).to.deep.equal([422, 'Odo'])
    expect(short.page.text).to.contain('at least 12 characters').and.to.contain('change nothing')
    const joined = await join(link, 'Odo')
    expect(joined.page.url.pathname).to.equal(`/admin/institutions/${world.institutionId}`)
    expect((await joined.visitor.open(accounts())).text).to.contain('Only owners invite people')
    expect((await joined.visitor.open(link.replace(/^http:\/\/[^/]+/, world.url))).status).to.equal(404)
    expect((await signIn('odo')).page.status).to.equal(200)
    expect(await acts()).to.include.members(['invitation.accepted', 'staff.created', 'staff.signed-in'])
  })

  it('of two people with one link, one gets it', async () => {
    const { link } = await invite('two@example.org', 'auditor')
    const both = await Promise.all([join(link, 'One'), join(link, 'Other')])
    expect(both.map(({ page }) => page.status).sort()[0]).to.equal(200)
    const list = await world.tool.services.accounts.list(operator, world.institutionId)
    expect(list.filter(({ email }) => email === 'two@example.org')).to.have.length(1)
  })

  it('are not made by a link that was withdrawn, or after seven days, or for an address that has one', async () => {
    const { link, owner } = await invite('late@example.org', 'auditor')
    const page = await owner.open(accounts())
    expect(page.text).to.contain('late@example.org')
    const withdrawn = await owner.submit(page, 'form[action$="/withdrawal"]')
    expect(withdrawn.text).to.contain('Withdrawn').and.not.to.contain('late@example.org')
    expect((await new Visitor().open(link.replace(/^http:\/\/[^/]+/, world.url))).status).to.equal(404)
    const next = await invite('late@example.org', 'auditor')
    later += 7 * 24 * 3_600_000 + 1_000
    expect((await new Visitor().open(next.link.replace(/^http:\/\/[^/]+/, world.url))).status).to.equal(404)
    const taken = await invite('ADA@example.org', 'owner')
    expect([taken.made.status, taken.made.$('#email').val()]).to.deep.equal([422, 'ADA@example.org'])
  })

  it('are invited and changed by owners only', async () => {
    const { visitor } = await signIn('ada')
    const page = await visitor.open(accounts())
    expect(page.$('main form').length).to.equal(0)
    const token = String(page.$('input[name=_csrf]').first().val())
    const url = accounts().replace('accounts', 'invitations')
    const sent = await visitor.send(url, { _csrf: token, email: 'x@example.org', role: 'owner' })
    expect(sent.status).to.equal(403)
  })

  it('are closed with all their sessions at once', async () => {
    const { link } = await invite('gone@example.org', 'administrator')
    const { visitor } = await join(link, 'Gone')
    const { visitor: owner } = await signIn('ona')
    const page = await owner.open(accounts())
    const act = formOf(page, 'Gone', 'closure')
    const closed = await owner.submit(page, `form[action="${act}"]`)
    expect(closed.text).to.contain('Closed').and.not.to.contain('gone@example.org')
    expect((await visitor.open(accounts())).url.pathname).to.equal('/admin/sign-in')
    expect((await signIn('gone')).page.status).to.equal(422)
    expect(await acts()).to.include('staff.closed')
  })

  it('never leave an institution without an owner, though two close each other at once', async () => {
    const { services } = world.tool
    const only = (await services.accounts.list(operator, world.institutionId)).find(
      ({ role }) => role === 'owner',
    )!
    for (const act of [
      () => services.accounts.close(operator, only.id),
      () => services.accounts.changeRole(operator, only.id, 'auditor'),
    ])
      expect(await act().catch((error: unknown) => (error as { code: string }).code)).to.equal('last_owner')
    const second = await services.staff.create(operator, {
      email: 'second@example.org',
      name: 'Second',
      password,
      institutionId: world.institutionId,
      role: 'owner',
    })
    await Promise.allSettled([
      services.accounts.close(operator, only.id),
      services.accounts.changeRole(operator, second.id, 'administrator'),
    ])
    const left = await services.accounts.list(operator, world.institutionId)
    expect(left.filter(({ role }) => role === 'owner').length).to.be.greaterThan(0)
    expect((await signIn('ona')).page.status).to.equal(200)
  })

  it('change their password by showing the present one, and are signed out everywhere else', async () => {
    const here = await signIn('ada')
    const elsewhere = await signIn('ada')
    const own = await here.visitor.open(`${world.url}/admin/account`)
    const form = 'form[action$="/account/password"]'
    const wrong = await here.visitor.submit(own, form, { present: 'not it', next: 'another good password' })
    expect([wrong.status, wrong.text.includes('not your present password')]).to.deep.equal([422, true])
    const done = await here.visitor.submit(own, form, { present: password, next: 'another good password' })
    expect(done.text).to.contain('Your password is changed')
    expect((await elsewhere.visitor.open(accounts())).url.pathname).to.equal('/admin/sign-in')
    expect((await signIn('ada')).page.status).to.equal(422)
    expect((await signIn('ada', 'another good password')).page.status).to.equal(200)
    expect(await acts()).to.include('staff.password-changed')
  })

  describe('with one-time codes', () => {
    let codes: TOTP
    let recovery: string[]
    const code = () => codes.generate({ timestamp: clock.now().getTime() })
    const enter = async ({ visitor, page }: { visitor: Visitor; page: Page }, typed: string) =>
      visitor.submit(page, 'main form', { code: typed })

    it('are set up by typing a code of the app, and get recovery codes once', async () => {
      const { visitor } = await signIn('ona')
      const page = await visitor.open(`${world.url}/admin/account/codes`)
      const secret = String(page.$('#secret').val())
      codes = new TOTP({ secret: Secret.fromBase32(secret) })
      expect(page.$('svg.qr path').length).to.equal(2)
      const wrong = await visitor.submit(page, 'main form', { code: '12345' })
      expect([wrong.status, wrong.$('#secret').val()]).to.deep.equal([422, secret])
      const on = await visitor.submit(wrong, 'main form', { code: code() })
      expect(on.status).to.equal(201)
      recovery = on
        .$('.codes code')
        .toArray()
        .map((element) => on.$(element).text())
      expect(new Set(recovery).size).to.equal(10)
      expect((await visitor.open(`${world.url}/admin/account`)).text).to.contain(
        'asks for a code of your app',
      )
    })

    it('open the door in two steps, and each code once', async () => {
      later += 60_000
      const first = await signIn('ona')
      expect(first.page.url.pathname).to.equal('/admin/sign-in/code')
      expect((await first.visitor.open(accounts())).url.pathname).to.equal('/admin/sign-in')
      const used = code()
      expect((await enter(first, used)).url.pathname).to.contain('/institutions/')
      const again = await enter(await signIn('ona'), used)
      expect([again.status, again.text.includes('has been used')]).to.deep.equal([422, true])
    })

    it('lets one of many who type the same code at the same time in', async () => {
      later += 60_000
      const { services } = world.tool
      const { account } = (await services.staff.signIn('ona@example.org', password))!
      const same = code()
      const many = await Promise.all(
        Array.from({ length: 4 }, () => services.staff.enterCode(account.id, same)),
      )
      expect(many.filter(Boolean)).to.have.length(1)
    })

    it('take a recovery code instead, once', async () => {
      const typed = (recovery[0] ?? '').toUpperCase().replace('-', ' ')
      expect((await enter(await signIn('ona'), typed)).url.pathname).to.contain('/institutions/')
      expect((await enter(await signIn('ona'), typed)).status).to.equal(422)
      expect(await acts(20)).to.include('staff.recovery-used')
    })

    it('forget the password step after five minutes', async () => {
      const waiting = await signIn('ona')
      later += 5 * 60_000 + 1_000
      expect((await enter(waiting, code())).url.pathname).to.equal('/admin/sign-in')
    })

    it('shut the door after many wrong codes, which the right password in between does not undo', async () => {
      later += 60_000
      const { staff } = world.tool.services
      const { account } = (await staff.signIn('ona@example.org', password))!
      for (let index = 0; index < 4; index += 1) await staff.enterCode(account.id, '000000')
      await staff.signIn('ona@example.org', password)
      for (let index = 0; index < 4; index += 1) await staff.enterCode(account.id, 'abcde-fghjk')
      expect(await acts(10)).to.include('staff.locked')
      expect((await signIn('ona')).page.status).to.equal(422)
      later += 15 * 60_000 + 1_000
      expect((await enter(await signIn('ona'), code())).url.pathname).to.contain('/institutions/')
    })

    it('are switched off with the password, and by whoever runs the machine', async () => {
      later += 60_000
      const { visitor, page } = await signIn('ona')
      await enter({ visitor, page }, code())
      const own = await visitor.open(`${world.url}/admin/account`)
      const form = 'form[action$="/codes/removal"]'
      expect((await visitor.submit(own, form, { password: 'not it' })).status).to.equal(422)
      const off = await visitor.submit(own, form, { password })
      expect(off.text).to.contain('password only from now on')
      expect((await signIn('ona')).page.url.pathname).to.contain('/institutions/')
      const { accounts: service } = world.tool.services
      await service.resetPassword(operator, 'ona@example.org', 'quite another password')
      expect((await visitor.open(accounts())).url.pathname).to.equal('/admin/sign-in')
      expect((await signIn('ona', 'quite another password')).page.status).to.equal(200)
    })

    it('keep no secret readable in the store', async () => {
      const { visitor } = await signIn('ada', 'another good password')
      const page = await visitor.open(`${world.url}/admin/account/codes`)
      const secret = String(page.$('#secret').val())
      expect(String(page.$('input[name=sealed]').val()))
        .to.match(/^v1\./)
        .and.not.to.contain(secret)
      const stolen = await signIn('ona', 'quite another password')
      const theirs = await stolen.visitor.open(`${world.url}/admin/account/codes`)
      const other = await stolen.visitor.submit(theirs, 'main form', {
        sealed: String(page.$('input[name=sealed]').val()),
        code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() }),
      })
      expect(other.status).to.equal(422)
    })
  })
})
