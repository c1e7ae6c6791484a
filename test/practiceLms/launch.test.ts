import { expect } from 'chai'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import { cast } from '../../src/practiceLms/cast.js'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { claims, roles } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

const educator = cast.educators[0]!

async function keySet(lms: PracticeLms): Promise<JSONWebKeySet> {
  return (await (await fetch(lms.platform().keysUrl)).json()) as JSONWebKeySet
}

describe('practice LMS: a launch as Moodle makes it', () => {
  let lms: PracticeLms
  let assignment: string

  before(async () => {
    lms = await createPracticeLms({ signingKey, personality: 'moodle' })
    await lms.listen()
    await createProbeTool(lms)
    assignment = lms.createAssignment({
      title: 'Safety plan',
      week: 3,
      custom: { cairn_mapping: 'm-1', who: '$User.id', what: '$Nope.var', 'Odd Key': 'x' },
      lineItem: { scoreMaximum: 100, resourceId: 'm-1', tag: 'cairn' },
    }).id
  })

  after(() => lms.close())

  function request(
    person = educator.key,
    changes: Record<string, string | undefined> = {},
  ): Record<string, string> {
    const { parameters } = lms.launch({ person, assignment })
    const usual = {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: parameters['client_id'],
      redirect_uri: 'http://localhost:9/launch',
      login_hint: parameters['login_hint'],
      lti_message_hint: parameters['lti_message_hint'],
      state: 'some-state',
      nonce: 'some-nonce',
      ...changes,
    }
    return Object.fromEntries(
      Object.entries(usual).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
  }

  async function launched(form: Record<string, string>): Promise<JWTPayload> {
    const answer = await lms.authorize(form)
    if (answer.kind !== 'post') throw new Error(answer.reason)
    const token = answer.fields['id_token'] ?? ''
    const options = { issuer: lms.platform().issuer, audience: 'probe-client', algorithms: ['RS256'] }
    return (await jwtVerify(token, createLocalJWKSet(await keySet(lms)), options)).payload
  }

  it('begins with a form POST that names issuer, person, hint, client and deployment, and no storage frame', () => {
    const { url, parameters } = lms.launch({ person: educator.key, assignment })
    expect(url).to.equal('http://localhost:9/login')
    expect(Object.keys(parameters)).to.have.members([
      'iss',
      'target_link_uri',
      'login_hint',
      'lti_message_hint',
      'client_id',
      'lti_deployment_id',
    ])
    expect(parameters['login_hint']).to.equal(educator.userIds.moodle)
  })

  it('signs who, where and what for one minute', async () => {
    const token = await launched(request())
    expect(token.sub).to.equal('101')
    expect(token['nonce']).to.equal('some-nonce')
    expect((token.exp ?? 0) - (token.iat ?? 0)).to.equal(60)
    expect(token[claims.roles]).to.deep.equal([roles.learner])
    expect(token[claims.context]).to.include({ label: 'FOP' })
    expect(token[claims.resourceLink]).to.include({ id: assignment, title: 'Safety plan' })
    expect(token[claims.endpoint])
      .to.have.property('lineitem')
      .that.matches(/\/lineitem\?type_id=\d+$/)
    expect(token.name).to.equal('أمل حداد')
  })

  it('sends unknown variables as they were written and odd names twice', async () => {
    const custom = (await launched(request()))[claims.custom]
    expect(custom).to.include({
      cairn_mapping: 'm-1',
      who: '101',
      what: '$Nope.var',
      'Odd Key': 'x',
      odd_key: 'x',
    })
  })

  it('calls a non-editing teacher an Instructor and an administrator all three', async () => {
    expect((await launched(request('assessor-001')))[claims.roles]).to.deep.equal([roles.instructor])
    const admin = (await launched(request('admin-001')))[claims.roles]
    expect(admin).to.deep.equal([roles.institutionAdministrator, roles.instructor, roles.systemAdministrator])
  })

  it('sends an empty line item when the hint comes back without the activity', async () => {
    const form = request()
    const { launchid } = JSON.parse(form['lti_message_hint'] ?? '') as { launchid: string }
    const token = await launched({ ...form, lti_message_hint: JSON.stringify({ launchid }) })
    expect(token[claims.endpoint]).to.have.property('lineitem', '')
  })

  it('opens a person’s work for their teacher as a submission review, with the review’s own address and custom values', async () => {
    const review = { url: 'http://localhost:9/launch?review=1', custom: { rv: '1' } }
    const lineItem = { scoreMaximum: 10, submissionReview: review }
    const { id } = lms.createAssignment({ title: 'Reviewed', custom: { a: 'b' }, lineItem })
    const message = 'LtiSubmissionReviewRequest' as const
    const { parameters } = lms.launch({
      person: 'facilitator-001',
      assignment: id,
      message,
      forPerson: educator.key,
    })
    expect(parameters['target_link_uri']).to.equal(review.url)
    const { login_hint, lti_message_hint } = parameters
    const token = await launched({
      ...request(),
      login_hint: login_hint ?? '',
      lti_message_hint: lti_message_hint ?? '',
    })
    expect(token).to.deep.include({
      [claims.messageType]: message,
      [claims.targetLinkUri]: review.url,
      [claims.forUser]: { user_id: '101' },
    })
    expect(token[claims.custom]).to.include({ a: 'b', rv: '1' })
  })

  const privacies = [
    ['public', true, true],
    ['name_only', true, false],
    ['email_only', false, true],
    ['anonymous', false, false],
  ] as const
  for (const [privacy, named, reachable] of privacies) {
    it(`tells a tool that may know "${privacy}" ${named ? 'a' : 'no'} name and ${reachable ? 'an' : 'no'} address`, async () => {
      const tool = lms.state.tools[0]!
      tool.privacy = privacy
      const token = await launched(request())
      tool.privacy = 'public'
      expect('name' in token && 'given_name' in token).to.equal(named)
      expect('email' in token).to.equal(reachable)
      expect(Object.keys(token[claims.ext] as object).includes('user_username')).to.equal(named)
    })
  }

  it('sends no address for a person who gave none', async () => {
    expect(await launched(request('educator-005'))).not.to.have.property('email')
  })

  it('opens a tool through an assignment only', () => {
    expect(() => lms.launch({ person: educator.key })).to.throw('through an assignment')
  })

  it('answers each hint once', async () => {
    const form = request()
    await launched(form)
    expect((await lms.authorize(form)).kind).to.equal('refused')
  })

  const kept: [string, Record<string, string | undefined>][] = [
    ['another scope', { scope: 'openid profile' }],
    ['another response type', { response_type: 'code' }],
    ['no nonce', { nonce: undefined }],
    ['no hint', { lti_message_hint: undefined }],
    ['a redirect URI that is not registered', { redirect_uri: 'http://localhost:9/launch?x=1' }],
  ]
  for (const [what, changes] of kept) {
    it(`tells the tool nothing about ${what}`, async () => {
      expect((await lms.authorize(request(educator.key, changes))).kind).to.equal('refused')
    })
  }

  const posted: [string, Record<string, string | undefined>, Record<string, string>][] = [
    ['another person', { login_hint: '102' }, { error: 'access_denied' }],
    ['another client', { client_id: 'stranger' }, { error: 'unauthorized_client' }],
    [
      'no response mode',
      { response_mode: undefined },
      { error: 'invalid_request', error_description: 'Invalid response_mode' },
    ],
    ['prompt=login', { prompt: 'login' }, { error: 'invalid_request', error_description: 'Invalid prompt' }],
  ]
  for (const [what, changes, fields] of posted) {
    it(`posts an error to the tool for ${what}`, async () => {
      const answer = await lms.authorize(request(educator.key, changes))
      expect(answer).to.deep.include({ kind: 'post', fields: { ...fields, state: 'some-state' } })
    })
  }

  it('serves the authorization endpoint as a page that posts by itself and has a button', async () => {
    const url = new URL(lms.platform().authorizationUrl)
    url.search = new URLSearchParams(request()).toString()
    const html = await (await fetch(url)).text()
    expect(html)
      .to.include('action="http://localhost:9/launch"')
      .and.include('name="id_token"')
      .and.include('type="submit"')
  })

  it('spoils exactly one message when a test asks for it', async () => {
    lms.tamper({ header: ({ alg }) => ({ alg }) })
    const spoilt = await lms.authorize(request())
    const honest = await lms.authorize(request())
    if (spoilt.kind !== 'post' || honest.kind !== 'post') throw new Error('refused')
    expect(decodeProtectedHeader(spoilt.fields['id_token'] ?? '')).not.to.have.property('kid')
    expect(decodeProtectedHeader(honest.fields['id_token'] ?? '')).to.have.property('kid')
  })

  it('drops the old key from the key set when keys rotate', async () => {
    const [before] = (await keySet(lms)).keys
    const kid = await lms.rotateKeys()
    const after = (await keySet(lms)).keys
    expect(after.map((key) => key.kid)).to.deep.equal([kid])
    expect(kid).not.to.equal(before?.kid)
    await launched(request())
  })
})
