import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import { TestBrowser } from './support/browser.js'
import { openTool, type Tool } from './support/tool.js'

describe('dynamic registration', () => {
  let tool: Tool
  let browser: TestBrowser
  const servers: Server[] = []

  before(async () => {
    tool = await openTool()
  })
  after(async () => {
    await tool.close()
    servers.forEach((server) => server.close())
  })
  beforeEach(() => {
    browser = new TestBrowser(tool)
    tool.log.length = 0
  })

  const newLink = async (approve: boolean) =>
    (await tool.linkService.create(operator, { institutionId: tool.institution.id, approve })).url
  const registrations = async () => (await tool.platforms.list(operator)).length

  for (const family of ['moodle', 'canvas'] as const)
    it(`registers at a platform like ${family} from one link, once, and says what is left to do there`, async () => {
      const lms = await createPracticeLms({ personality: family })
      await lms.listen()
      const link = await newLink(true)
      const address = new URL(await lms.registrationAddress(link))
      const answer = await browser.get(address.pathname + address.search)
      expect(answer.status, answer.text.slice(0, 500)).to.equal(200)
      expect(answer.text).to.contain(family === 'moodle' ? 'press Activate' : 'enable it')
      expect(answer.text).to.contain('data-close-registration').and.to.contain('closeRegistration.js')
      expect(answer.text).not.to.contain('<script>')
      const { issuer } = lms.platform()
      const [added, ...more] = await tool.registry.findByIssuer(issuer)
      expect(more).to.deep.equal([])
      expect(added).to.include({ status: 'active', family, tokenUrl: lms.platform().tokenUrl })
      expect(lms.state.tools[0]).to.include({ clientId: added?.clientId, active: false })

      const again = new URL(await lms.registrationAddress(link))
      const second = await browser.get(again.pathname + again.search)
      expect([second.status, second.text.includes('lti.registration-link')]).to.deep.equal([404, true])
      expect(lms.state.tools).to.have.length(1)
      await lms.close()
    })

  it('gives a platform whose issuer another one has a login address of its own, and any other the common one', async () => {
    const [lms, plain] = await Promise.all(
      ['moodle', 'moodle'].map(async () => {
        const made = await createPracticeLms({ personality: 'moodle' })
        await made.listen()
        return made
      }),
    )
    const { issuer } = lms!.platform()
    const elsewhere = 'http://127.0.0.1:9'
    await tool.platforms.add(operator, {
      institutionId: tool.institution.id,
      issuer,
      clientId: 'another',
      authUrl: `${elsewhere}/auth`,
      tokenUrl: `${elsewhere}/token`,
      jwksUrl: `${elsewhere}/jwks`,
      approve: true,
    })
    for (const [one, path] of [
      [lms!, `/lti/login/${new URL(issuer).host}`],
      [plain!, '/lti/login'],
    ] as const) {
      const address = new URL(await one.registrationAddress(await newLink(true)))
      expect((await browser.get(address.pathname + address.search)).status).to.equal(200)
      expect(one.state.tools[0]?.loginUrl).to.equal(tool.publicUrl + path)
      await one.close()
    }
  })

  it('waits for an administrator where the link does not approve', async () => {
    const lms = await createPracticeLms({ personality: 'moodle' })
    await lms.listen()
    const address = new URL(await lms.registrationAddress(await newLink(false)))
    const answer = await browser.get(address.pathname + address.search)
    expect(answer.text).to.contain('One more yes is needed')
    expect((await tool.registry.findByIssuer(lms.platform().issuer))[0]).to.include({ status: 'pending' })
    await lms.close()
  })

  /** A platform that says what it is told to. */
  async function rogue(change: (url: string) => Record<string, unknown>, clientId = 'given') {
    const seen: IncomingMessage[] = []
    const server = createServer((req, res) => {
      seen.push(req)
      const body =
        req.method === 'POST'
          ? { client_id: clientId }
          : {
              issuer: url,
              authorization_endpoint: `${url}/auth`,
              token_endpoint: `${url}/token`,
              jwks_uri: `${url}/jwks`,
              registration_endpoint: `${url}/register`,
              ...change(url),
            }
      res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
    const open = async (link: string, query: Record<string, string> = {}) => {
      const { pathname } = new URL(link)
      const all = { openid_configuration: `${url}/config`, registration_token: 'secret-token', ...query }
      const answer = await browser.get(`${pathname}?${new URLSearchParams(all).toString()}`)
      return { status: answer.status, code: /<code dir="ltr">([\w.-]+)/.exec(answer.text)?.[1] }
    }
    return { url, seen, open }
  }

  it('fetches nothing for anybody without a link', async () => {
    const platform = await rogue(() => ({}))
    expect(await platform.open('http://x/lti/register/invented')).to.deep.equal({
      status: 404,
      code: 'lti.registration-link',
    })
    expect(platform.seen).to.have.length(0)
  })

  it('sends the bearer token with the configuration request and the registration', async () => {
    const platform = await rogue(() => ({}), 'bearer-client')
    expect((await platform.open(await newLink(true))).status).to.equal(200)
    expect(platform.seen.map((req) => req.headers.authorization)).to.deep.equal([
      'Bearer secret-token',
      'Bearer secret-token',
    ])
  })

  it('never overwrites a registration', async () => {
    const platform = await rogue(() => ({}), 'same')
    await platform.open(await newLink(true))
    const [before] = await tool.registry.findByIssuer(platform.url)
    expect(await platform.open(await newLink(true))).to.deep.equal({
      status: 409,
      code: 'lti.registration-known',
    })
    expect(await tool.registry.findByIssuer(platform.url)).to.deep.equal([before])
  })

  const hostile: [string, (url: string) => Record<string, unknown>, string][] = [
    [
      'an issuer of another host',
      () => ({ issuer: 'https://canvas.instructure.com' }),
      'lti.registration-issuer',
    ],
    [
      'an endpoint that is a script',
      () => ({ authorization_endpoint: 'javascript:alert(1)' }),
      'lti.registration-endpoint',
    ],
    [
      'an endpoint with a password',
      () => ({ token_endpoint: 'https://a:b@lms.example/' }),
      'lti.registration-endpoint',
    ],
    [
      'no registration endpoint',
      () => ({ registration_endpoint: undefined }),
      'lti.registration-configuration',
    ],
    [
      'endpoints that are lists',
      () => ({ jwks_uri: ['https://a/', 'https://b/'] }),
      'lti.registration-configuration',
    ],
    [
      'a registration endpoint nobody answers',
      () => ({ registration_endpoint: 'http://127.0.0.1:1/' }),
      'lti.registration-refused',
    ],
  ]
  for (const [what, change, code] of hostile)
    it(`refuses ${what}, keeps the link good, and tells no stranger our token's value`, async () => {
      const platform = await rogue(change)
      const link = await newLink(true)
      const count = await registrations()
      expect((await platform.open(link)).code).to.equal(code)
      expect(await registrations()).to.equal(count)
      expect(tool.log.join()).to.contain(code).and.not.to.contain('secret-token')
      expect(await tool.linkService.find(new URL(link).pathname.split('/').at(-1) ?? '')).not.to.equal(null)
    })

  it('refuses a request without a configuration address, and one with two', async () => {
    const { pathname } = new URL(await newLink(true))
    for (const query of [
      '',
      '?openid_configuration=nonsense',
      '?openid_configuration=https://a/&openid_configuration=https://b/',
    ])
      expect((await browser.get(pathname + query)).text).to.contain('lti.registration-request')
  })

  it('reaches no private address in production, whatever the link', async () => {
    const strict = await openTool({ allowPrivateNetworks: false })
    const visitor = new TestBrowser(strict)
    const { url } = await strict.linkService.create(operator, {
      institutionId: strict.institution.id,
      approve: true,
    })
    const platform = await rogue(() => ({}))
    for (const configuration of [
      `${platform.url}/config`,
      'https://169.254.169.254/latest',
      'https://localhost/x',
    ]) {
      const query = new URLSearchParams({ openid_configuration: configuration }).toString()
      const answer = await visitor.get(`${new URL(url).pathname}?${query}`)
      expect(answer.text).to.contain('lti.registration-configuration')
    }
    expect(platform.seen).to.have.length(0)
    await strict.close()
  })

  it('offers the developer key for a manual installation in Canvas', async () => {
    const answer = await browser.get('/lti/canvas.json')
    expect(answer.headers.get('content-type')).to.contain('application/json')
    expect(JSON.parse(answer.text)).to.include({
      title: 'Cairn',
      oidc_initiation_url: `${tool.publicUrl}/lti/login`,
    })
  })
})
