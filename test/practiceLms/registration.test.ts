import { expect } from 'chai'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { everyScope } from '../../src/practiceLms/vocabulary.js'
import { signingKey } from './sharedKey.js'

const configurationKey = 'https://purl.imsglobal.org/spec/lti-tool-configuration'

interface Answer {
  client_id: string
  deployment_id?: string
  [configurationKey]: { deployment_id?: string; custom_parameters: Record<string, string> }
}

function registration(changes: Record<string, unknown> = {}, tool: Record<string, unknown> = {}): unknown {
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: 'http://localhost:3910/login',
    redirect_uris: ['http://localhost:3910/launch'],
    client_name: 'Probe',
    jwks_uri: 'http://localhost:3910/jwks',
    token_endpoint_auth_method: 'private_key_jwt',
    scope: everyScope.join(' '),
    [configurationKey]: {
      domain: 'localhost:3910',
      target_link_uri: 'http://localhost:3910/launch',
      custom_parameters: { equation: 'a=b' },
      claims: ['iss', 'sub', 'name', 'email'],
      messages: [{ type: 'LtiDeepLinkingRequest', target_link_uri: 'http://localhost:3910/deep' }],
      ...tool,
    },
    ...changes,
  }
}

for (const personality of ['moodle', 'canvas'] as const) {
  describe(`practice LMS: dynamic registration with ${personality}`, () => {
    let lms: PracticeLms

    beforeEach(async () => {
      lms = await createPracticeLms({ signingKey, personality })
      await lms.listen()
    })
    afterEach(() => lms.close())

    async function begin(update?: string): Promise<{ token: string; configuration: Record<string, string> }> {
      const url = new URL(await lms.registrationAddress('http://localhost:3910/lti/register/abc?x=1', update))
      expect(url.searchParams.get('x')).to.equal('1')
      const token = url.searchParams.get('registration_token') ?? ''
      const headers = { authorization: `Bearer ${token}` }
      const answer = await fetch(url.searchParams.get('openid_configuration') ?? '', { headers })
      return { token, configuration: (await answer.json()) as Record<string, string> }
    }

    async function register(body: unknown, token?: string): Promise<{ status: number; text: string }> {
      const begun = await begin()
      const used = token ?? begun.token
      const answer = await fetch(begun.configuration['registration_endpoint'] ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(used === '' ? {} : { authorization: `Bearer ${used}` }),
        },
        body: JSON.stringify(body),
      })
      return { status: answer.status, text: await answer.text() }
    }

    it('describes itself', async () => {
      const { configuration } = await begin()
      expect(configuration['issuer']).to.equal(lms.platform().issuer)
      expect(configuration['authorization_endpoint']).to.equal(lms.platform().authorizationUrl)
      expect(configuration['jwks_uri']).to.equal(lms.platform().keysUrl)
    })

    it(`${personality === 'canvas' ? 'keeps its configuration from' : 'describes itself to'} those without a token`, async () => {
      const { status } = await fetch(lms.platform().configurationUrl)
      expect(status).to.equal(personality === 'canvas' ? 401 : 200)
    })

    it('lets a tool in, to wait for an administrator', async () => {
      const { status, text } = await register(registration())
      expect(status).to.equal(200)
      const answer = JSON.parse(text) as Answer
      expect(answer[configurationKey].deployment_id ?? answer.deployment_id).to.equal(
        lms.state.tools[0]?.deploymentIds[0],
      )
      expect(answer[configurationKey].custom_parameters, 'cut at the equals sign').to.deep.equal({
        equation: 'a',
      })
      expect(lms.state.tools[0]).to.deep.include({
        active: false,
        clientId: answer.client_id,
        deepLinkUrl: 'http://localhost:3910/deep',
        custom: { equation: 'a=b' },
        privacy: 'public',
      })
      const { id: assignment } = lms.createAssignment({ title: 'Waiting' })
      const open = (): string => lms.launch({ person: 'educator-001', assignment }).url
      expect(open).to.throw("doesn't exist")
      lms.activateTool(answer.client_id)
      expect(open()).to.equal('http://localhost:3910/login')
    })

    it('takes each token once', async () => {
      const { token } = await begin()
      expect((await register(registration(), token)).status).to.equal(200)
      const again = await register(registration(), token)
      expect(again.status).to.equal(401)
      if (personality === 'moodle') expect(again.text).to.equal('token_already_used')
    })

    it('refuses no token and a made-up one', async () => {
      expect((await register(registration(), '')).status).to.equal(401)
      expect((await register(registration(), 'garbage')).status).to.equal(
        personality === 'moodle' ? 404 : 401,
      )
    })

    it('keeps client id and deployment when a tool is updated', async () => {
      const first = JSON.parse((await register(registration())).text) as Answer
      const [tool] = lms.state.tools
      const { token } = await begin(tool!.id)
      const second = JSON.parse(
        (await register(registration({ client_name: 'Newer' }), token)).text,
      ) as Answer
      expect(second.client_id).to.equal(first.client_id)
      expect(lms.state.tools.map(({ name, id }) => [name, id])).to.deep.equal([['Newer', tool!.id]])
    })

    const bad: [string, unknown, string][] = [
      ['no jwks_uri', registration({ jwks_uri: undefined }), 'missing required attribute jwks_uri'],
      [
        'response types without id_token',
        registration({ response_types: ['code'] }),
        'invalid_response_types',
      ],
      [
        'another authentication method',
        registration({ token_endpoint_auth_method: 'basic' }),
        'invalid_token_endpoint_auth_method',
      ],
      [
        'one redirect URI as text',
        registration({ redirect_uris: 'http://localhost:3910/launch' }),
        'invalid_redirect_uris',
      ],
      [
        'a domain without the port',
        registration({}, { domain: 'localhost' }),
        'domain_targetlinkuri_mismatch',
      ],
      ['another domain', registration({}, { domain: 'evil.example' }), 'domain_targetlinkuri_mismatch'],
      ['no domain', registration({}, { domain: undefined }), 'missing_domain'],
    ]
    for (const [what, body, problem] of bad) {
      it(`refuses ${what}`, async () => {
        const { status, text } = await register(body)
        expect(status).to.equal(personality === 'moodle' ? 400 : 422)
        expect(text).to.include(problem)
        expect(lms.state.tools).to.have.length(0)
      })
    }

    it(`answers ${personality === 'moodle' ? 200 : 422} to a scope it does not know`, async () => {
      const { status } = await register(registration({ scope: `${everyScope[0]} x:nope` }))
      expect(status).to.equal(personality === 'moodle' ? 200 : 422)
    })
  })
}
