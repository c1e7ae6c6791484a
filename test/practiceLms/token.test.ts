import { expect } from 'chai'
import type { JWTHeaderParameters, JWTPayload } from 'jose'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { assertionType, mediaTypes, scopes } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

/** Seconds from now, put into the assertion when it is made. */
const soon = (seconds: number): string => `NOW${seconds}`

const timed = (claims: JWTPayload): JWTPayload =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('NOW')
        ? Math.floor(Date.now() / 1000) + Number(value.slice(3))
        : value,
    ]),
  )

interface Case {
  name: string
  claims?: Record<string, unknown>
  header?: Partial<JWTHeaderParameters>
  form?: Record<string, string>
  moodle: [status: number, error: RegExp | null]
  canvas: [status: number, error: RegExp | null]
}

const cases: Case[] = [
  { name: 'a good assertion', moodle: [200, null], canvas: [200, null] },
  { name: 'no jti', claims: { jti: undefined }, moodle: [200, null], canvas: [400, /required claims/] },
  { name: 'the issuer as audience', claims: { aud: 'ISSUER' }, moodle: [200, null], canvas: [400, /aud/] },
  {
    name: 'another audience',
    claims: { aud: 'http://x.example' },
    moodle: [400, /invalid_client/],
    canvas: [400, /aud/],
  },
  { name: 'iss other than sub', claims: { iss: 'x' }, moodle: [400, /invalid_client/], canvas: [400, /iss/] },
  {
    name: 'an unknown client',
    claims: { sub: 'x', iss: 'x' },
    moodle: [400, /invalid_client/],
    canvas: [401, /invalid_client/],
  },
  {
    name: 'an expired assertion',
    claims: { exp: soon(-10) },
    moodle: [400, /Expired token/],
    canvas: [400, /expired/],
  },
  {
    name: 'no exp',
    claims: { exp: undefined },
    moodle: [400, /invalid_request/],
    canvas: [400, /required claims/],
  },
  {
    name: 'iat in the future',
    claims: { iat: soon(30) },
    moodle: [400, /iat prior to/],
    canvas: [400, /future/],
  },
  { name: 'an old iat', claims: { iat: soon(-400) }, moodle: [200, null], canvas: [400, /300 seconds/] },
  {
    name: 'no kid',
    header: { kid: undefined },
    moodle: [400, /kid must be provided/],
    canvas: [400, /no kid/],
  },
  {
    name: 'an unknown kid',
    header: { kid: 'x' },
    moodle: [400, /""kid" invalid/],
    canvas: [400, /JWK not found/],
  },
  {
    name: 'another grant',
    form: { grant_type: 'password' },
    moodle: [400, /unsupported_grant/],
    canvas: [400, /unsupported_grant/],
  },
  {
    name: 'no assertion',
    form: { client_assertion: '' },
    moodle: [400, /invalid_request/],
    canvas: [400, /invalid_request/],
  },
  {
    name: 'no scope',
    form: { scope: '' },
    moodle: [400, /invalid_request/],
    canvas: [400, /invalid_request/],
  },
  {
    name: 'only unknown scopes',
    form: { scope: 'x:nope' },
    moodle: [400, /invalid_scope/],
    canvas: [400, /invalid_scope/],
  },
  {
    name: 'one unknown scope',
    form: { scope: `${scopes.score} x:nope` },
    moodle: [200, null],
    canvas: [400, /invalid_scope/],
  },
]

for (const personality of ['moodle', 'canvas'] as const) {
  describe(`practice LMS: access tokens as ${personality} gives them`, () => {
    let lms: PracticeLms
    let tool: ProbeTool

    before(async () => {
      lms = await createPracticeLms({ signingKey, personality })
      await lms.listen()
      tool = await createProbeTool(lms)
    })
    after(() => lms.close())

    const ask = (assertion: string, form: Record<string, string> = {}): Promise<Response> =>
      tool.askToken({
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion: assertion,
        scope: scopes.score,
        ...form,
      })

    for (const { name, claims = {}, header = {}, form, [personality]: expected } of cases) {
      const [status, error] = expected
      it(`answers ${status} to ${name}`, async () => {
        const changed = timed(claims['aud'] === 'ISSUER' ? { aud: lms.platform().issuer } : claims)
        const answer = await ask(await tool.assertion(changed, header), form)
        const body = await answer.text()
        expect(answer.status, body).to.equal(status)
        if (error) expect(body).to.match(error)
        else
          expect(JSON.parse(body)).to.include({ token_type: 'Bearer', expires_in: 3600, scope: scopes.score })
      })
    }

    it('refuses a token request in JSON', async () => {
      const body = JSON.stringify({ grant_type: 'client_credentials' })
      const headers = { 'content-type': 'application/json' }
      expect((await fetch(lms.platform().tokenUrl, { method: 'POST', body, headers })).status).to.equal(400)
    })

    it(`takes the same assertion ${personality === 'canvas' ? 'once' : 'again'}`, async () => {
      const assertion = await tool.assertion()
      expect((await ask(assertion)).status).to.equal(200)
      expect((await ask(assertion)).status).to.equal(personality === 'canvas' ? 400 : 200)
    })

    it('refuses an assertion another key signed under the same kid', async () => {
      const assertion = await tool.assertion()
      const [head, , signature] = assertion.split('.')
      const other = Buffer.from(JSON.stringify({ iss: tool.clientId, sub: tool.clientId })).toString(
        'base64url',
      )
      expect((await ask(`${head}.${other}.${signature}`)).status).to.equal(400)
    })

    it('gives a token to nobody whose tool is switched off', async () => {
      lms.state.tools[0]!.active = false
      const { status } = await ask(await tool.assertion())
      lms.state.tools[0]!.active = true
      expect(status).to.equal(personality === 'canvas' ? 401 : 400)
    })

    it('ends a token after an hour', async () => {
      let now = new Date()
      const clocked = await createPracticeLms({ signingKey, personality, now: () => now })
      await clocked.listen()
      const other = await createProbeTool(clocked)
      const url =
        clocked.createAssignment({ title: 'Timed', lineItem: { scoreMaximum: 10 } }).lineItemUrl ?? ''
      const read = { token: await other.token(), accept: mediaTypes.lineItem }
      now = new Date(now.getTime() + 3_599_000)
      expect((await other.call(url, read)).status).to.equal(200)
      now = new Date(now.getTime() + 2000)
      expect((await other.call(url, read)).status).to.equal(401)
      await clocked.close()
    })

    it('opens a service only to a live token with its scope', async () => {
      const url = lms.createAssignment({ title: 'Scoped', lineItem: { scoreMaximum: 10 } }).lineItemUrl ?? ''
      const status = async (token?: string): Promise<number> =>
        (await tool.call(url, { token, accept: mediaTypes.lineItem })).status
      const good = await tool.token([scopes.lineItemReadonly])
      expect(await status(good)).to.equal(200)
      expect(await status(await tool.token([scopes.score]))).to.equal(401)
      expect(await status('bogus')).to.equal(401)
      expect(await status()).to.equal(401)
      lms.revokeTokens()
      expect(await status(good)).to.equal(401)
    })
  })
}
