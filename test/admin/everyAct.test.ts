import { expect } from 'chai'
import { Secret, TOTP } from 'otpauth'
import { createApp } from '../../src/app.js'
import { operator } from '../../src/audit/actor.js'
import { routesOf } from '../hostile/routeList.js'
import { tellStory, type Ids } from '../hostile/wholeStory.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'
const nextPassword = 'another good password'

describe('every act of the console', function () {
  this.timeout(120_000)
  let world: World
  let ids: Ids
  let later = 0
  const clock = { now: () => new Date(Date.now() + later) }
  const owner = new Visitor()

  before(async () => {
    world = await startWorld({ clock })
    ids = (await tellStory(world, world)).ids
    const account = { email: 'ona@example.org', name: 'Ona', password }
    await world.tool.services.staff.create(operator, { ...account, institutionId: null, role: 'owner' })
  })
  after(() => world.close())

  const at = (path: string) => world.url + path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '')
  const signIn = async (visitor: Visitor, secret = password): Promise<Page> => {
    const door = await visitor.open(at('/admin/sign-in'))
    return visitor.submit(door, 'main form', { email: 'ona@example.org', password: secret })
  }
  /** Sends what a form of a page of ours would. */
  const send = async (path: string, fields: Record<string, string> = {}): Promise<Page> => {
    const page = await owner.open(at('/admin/account'))
    return owner.send(at(path), { _csrf: String(page.$('input[name=_csrf]').first().val()), ...fields })
  }
  const institution = '/admin/institutions/:institutionId'
  let codes = new TOTP()
  const code = () => codes.generate({ timestamp: clock.now().getTime() })

  /** In an order in which each is possible. The key is the route as the app has it. */
  const acts: Record<string, (path: string) => Promise<Page>> = {
    '/admin/sign-in': () => signIn(owner),
    '/admin/institutions': (path) => send(path, { name: 'Mountain College' }),
    [`${institution}/settings`]: async (path) =>
      owner.submit(await owner.open(at(path)), 'main form', { sessionHours: '7' }),
    [`${institution}/add/:lms/link`]: (path) => send(path),
    [`${institution}/add/:lms`]: (path) =>
      send(path, { site: 'http://127.0.0.1:9', clientId: 'by-hand', deploymentId: '1' }),
    '/admin/platforms/:platformId/approval': (path) => send(path),
    '/admin/platforms/:platformId/update-link': (path) => send(path),
    '/admin/platforms/:platformId/update': (path) => send(path),
    '/admin/deployments/:deploymentId/disabling': (path) => send(path),
    '/admin/deployments/:deploymentId/approval': (path) => send(path),
    '/admin/platforms/:platformId/disabling': (path) => send(path),
    '/admin/keys/rotation': (path) => send(path),
    [`${institution}/awards/:awardId/revocation`]: (path) => send(path, { reason: 'By mistake' }),
    [`${institution}/files/:artefactId/erasure`]: (path) => send(path, { reason: 'A parent asked' }),
    [`${institution}/assessors/invitations`]: (path) => send(path, { email: 'guest@example.org' }),
    [`${institution}/assessors/invitations/:poolInvitationId/withdrawal`]: (path) => send(path),
    [`${institution}/declarations`]: async (path) => {
      const page = await owner.open(at(path))
      const assessorId = page.$('#assessorId option').last().attr('value') ?? ''
      const work = `https://cairn.example.org/submissions/${ids['submissionId'] ?? ''}`
      return owner.submit(page, '#declare-form', { assessorId, work, reason: 'They are neighbours.' })
    },
    [`${institution}/declarations/:declarationId/withdrawal`]: (path) => send(path),
    [`${institution}/assessors/:poolMemberId/ending`]: (path) => send(path),
    [`${institution}/benchmarks/of/:microCredentialId`]: async (path) => {
      const page = await owner.open(at(path))
      const named = (selector: string) =>
        page.$(selector).toArray().map((element) => String(page.$(element).attr('name'))) // prettier-ignore
      const written = named('main form textarea').map((name) => [name, 'The door stood open.'])
      const levels = named('main form input[type=radio]').map((name) => [
        name,
        String(page.$(`input[name="${name}"]`).first().val()),
      ])
      const rest = { title: 'An open door', consent: 'Made up.', nobody: 'yes' }
      return owner.submit(page, 'main form', { ...Object.fromEntries([...written, ...levels]), ...rest })
    },
    [`${institution}/ledger/rates`]: async (path) =>
      owner.submit(await owner.open(at(path.replace('/rates', ''))), '#rate-form', {
        ...{ who: 'all', amount: '12.50', currency: 'JOD', from: '2026-01-01' },
      }),
    [`${institution}/ledger/closing`]: (path) => send(path, { month: '2025-01' }),
    [`${institution}/benchmarks/:benchmarkId/withdrawal`]: (path) => send(path),
    [`${institution}/snippets/:sharedSnippetId/sharing-withdrawal`]: (path) => send(path),
    [`${institution}/snippets/:sharedSnippetId/sharing`]: (path) => send(path),
    '/admin/invitations': (path) => send(path, { email: 'new@example.org', role: 'auditor' }),
    [`${institution}/invitations`]: async (path) => {
      const made = await send(path, { email: 'joining@example.org', role: 'owner' })
      ids['token'] = String(made.$('#invitation-link').val()).split('/').at(-1) ?? ''
      return made
    },
    '/admin/joining/:token': async (path) => {
      const visitor = new Visitor()
      return visitor.submit(await visitor.open(at(path)), 'main form', { name: 'Jo', password })
    },
    '/admin/invitations/:invitationId/withdrawal': (path) => send(path),
    '/admin/accounts/:staffId/role': (path) => send(path, { role: 'administrator' }),
    '/admin/accounts/:staffId/closure': (path) => send(path),
    '/admin/account/password': (path) => send(path, { present: password, next: nextPassword }),
    '/admin/account/codes': async (path) => {
      const page = await owner.open(at(path))
      codes = new TOTP({ secret: Secret.fromBase32(String(page.$('#secret').val())) })
      return owner.submit(page, 'main form', { code: code() })
    },
    '/admin/sign-in/code': async () => {
      later += 60_000
      const visitor = new Visitor()
      return visitor.submit(await signIn(visitor, nextPassword), 'main form', { code: code() })
    },
    '/admin/account/codes/removal': (path) => send(path, { password: nextPassword }),
    '/admin/sign-out': (path) => send(path),
  }

  // Writing in the catalogue is an author's work and recorded there: test/catalogue.
  it('is known here: one that is new has to say how it is done', () => {
    const routes = routesOf(createApp(world.tool.services))
      .filter(
        ({ method, path }) => method === 'POST' && path.startsWith('/admin') && !path.includes('/catalogue'),
      )
      .map(({ path }) => path)
    const named = routes.map((path) => withNames(path))
    expect(named.filter((path) => !(path in acts))).to.deep.equal([])
    expect(Object.keys(acts).filter((path) => !named.includes(path))).to.deep.equal([])
  })

  /** Ids by the name of what they are, as `acts` writes them. */
  const withNames = (path: string) => path.replace('/institutions/:id/', '/institutions/:institutionId/')

  const rows = async () => {
    const { audit } = world.tool.services
    const both = await Promise.all([audit.latest(world.institutionId, 2_000), audit.latest(null, 2_000)])
    return both.flat()
  }

  it('leaves a row that says who did what, and when', async () => {
    const silent: string[] = []
    for (const [path, act] of Object.entries(acts)) {
      const before = new Set((await rows()).map(({ id }) => id))
      const page = await act(path)
      expect(page.status, `${path}: ${page.text.slice(0, 300)}`).to.be.lessThan(400)
      const ofInstitutionMade = path === '/admin/institutions' ? await madeRows(page) : []
      const fresh = [...(await rows()), ...ofInstitutionMade].filter(({ id }) => !before.has(id))
      if (fresh.length === 0) silent.push(path)
      for (const row of fresh) {
        expect(row.actor, path).to.match(/^(staff|system):/)
        expect(row.at).to.be.an.instanceOf(Date)
        expect(JSON.stringify(row)).not.to.match(/@example\.org|battery|password"/)
      }
    }
    expect(silent).to.deep.equal([])
  })

  /** A new institution's first row is its own. */
  const madeRows = (page: Page) =>
    world.tool.services.audit.latest(page.url.pathname.split('/').at(-1) ?? '', 10)
})
