import { expect } from 'chai'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { mediaTypes, scopes } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

describe('practice LMS: line items and roster as Moodle serves them', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let token: string
  let list: string
  let roster: string

  beforeEach(async () => {
    lms = await createPracticeLms({ signingKey, personality: 'moodle' })
    const base = await lms.listen()
    tool = await createProbeTool(lms)
    token = await tool.token()
    const { id } = lms.state.tools[0]!
    list = `${base}/services/${lms.course().id}/lineitems?type_id=${id}`
    roster = `${base}/services/CourseSection/${lms.course().id}/bindings/${id}/memberships`
  })
  afterEach(() => lms.close())

  const create = (body: unknown, contentType: string = mediaTypes.lineItem): Promise<Response> =>
    tool.call(list, { method: 'POST', token, contentType, body })

  async function items(query = ''): Promise<Record<string, unknown>[]> {
    return (await (await tool.call(list + query, { token, accept: mediaTypes.lineItems })).json()) as Record<
      string,
      unknown
    >[]
  }

  const accepts: [string | undefined, number, RegExp | null][] = [
    [mediaTypes.lineItems, 200, null],
    ['*/*', 400, /No context or unsupported content type/],
    ['application/json', 400, /No handler found for \/\d+\/lineitems application\/json /],
    [`${mediaTypes.lineItems}, application/json;q=0.9`, 400, /No handler found/],
    [mediaTypes.lineItem, 400, /No handler found/],
  ]
  for (const [accept, status, reason] of accepts) {
    it(`answers ${status} to a list asked for as ${accept}`, async () => {
      const answer = await tool.call(list, { token, accept })
      expect(answer.status).to.equal(status)
      if (reason) expect(((await answer.json()) as { reason: string }).reason).to.match(reason)
    })
  }

  const created: [string, unknown, number][] = [
    ['a whole line item', { label: 'A', scoreMaximum: 60, resourceId: 'r', tag: 't' }, 201],
    ['a maximum of 250', { label: 'A', scoreMaximum: 250 }, 201],
    ['a fraction as maximum', { label: 'A', scoreMaximum: 33.33 }, 201],
    ['no label', { scoreMaximum: 60 }, 400],
    ['no maximum', { label: 'A' }, 400],
    ['a maximum in words', { label: 'A', scoreMaximum: 'abc' }, 400],
    ['a foreign resource link', { label: 'A', scoreMaximum: 1, resourceLinkId: '99999' }, 403],
    ['a label of 300 characters', { label: 'L'.repeat(300), scoreMaximum: 1 }, 502],
  ]
  for (const [what, body, status] of created) {
    it(`answers ${status} to ${what}`, async () => {
      expect((await create(body)).status).to.equal(status)
    })
  }

  it('repeats the request with an id, and makes a second column for the same resource', async () => {
    const asked = {
      label: 'A',
      scoreMaximum: 60,
      resourceId: 'r',
      tag: 't',
      endDateTime: '2027-01-01T00:00:00Z',
    }
    const first = (await (await create(asked)).json()) as { id: string }
    expect(first).to.deep.include(asked)
    await create(asked)
    expect(await items('&resource_id=r')).to.have.length(2)
    expect((await items())[0]).to.deep.equal({
      id: first.id,
      label: 'A',
      scoreMaximum: 60,
      resourceId: 'r',
      tag: 't',
    })
  })

  it('leaves a column nobody owns behind when a resource id is too long', async () => {
    expect((await create({ label: 'A', scoreMaximum: 1, resourceId: 'R'.repeat(600) })).status).to.equal(502)
    expect(await items()).to.deep.equal([])
    expect(lms.gradebook().columns).to.have.length(1)
  })

  it('takes JSON under no other name', async () => {
    expect((await create({ label: 'A', scoreMaximum: 1 }, 'application/json')).status).to.equal(400)
    expect(
      (await create({ label: 'A', scoreMaximum: 1 }, `${mediaTypes.lineItem}; charset=utf-8`)).status,
    ).to.equal(201)
  })

  it('pages only when asked, with typographic quotes and escaped ampersands', async () => {
    for (const label of ['A', 'B', 'C']) await create({ label, scoreMaximum: 1 })
    expect((await tool.call(list, { token, accept: mediaTypes.lineItems })).headers.get('link')).to.equal(
      null,
    )
    const answer = await tool.call(`${list}&limit=2`, { token, accept: mediaTypes.lineItems })
    expect(await answer.json()).to.have.length(2)
    const link = Buffer.from(answer.headers.get('link') ?? '', 'latin1').toString()
    expect(link).to.match(/<[^>]+&amp;limit=2&amp;from=2>; rel=“next”/)
    expect(await items('&limit=2&from=2')).to.have.length(1)
  })

  it('stops sending `lineitem` at launch when a link has two', async () => {
    const { id } = lms.createAssignment({ title: 'Two', lineItem: { scoreMaximum: 10 } })
    const endpoint = async (): Promise<unknown> => {
      const { parameters } = lms.launch({ person: 'educator-001', assignment: id })
      const request = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', nonce: 'n' }
      const answer = await lms.authorize({
        ...request,
        client_id: tool.clientId,
        redirect_uri: 'http://localhost:9/launch',
        login_hint: parameters['login_hint'] ?? '',
        lti_message_hint: parameters['lti_message_hint'] ?? '',
      })
      if (answer.kind !== 'post') throw new Error(answer.reason)
      const payload = Buffer.from(answer.fields['id_token']?.split('.')[1] ?? '', 'base64url').toString()
      return (JSON.parse(payload) as Record<string, unknown>)[
        'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'
      ]
    }
    expect(await endpoint()).to.have.property('lineitem')
    await create({ label: 'Second', scoreMaximum: 10, resourceLinkId: id })
    expect(await endpoint()).not.to.have.property('lineitem')
  })

  it('replaces a line item as a whole: what a PUT leaves out is gone, grades are rescaled, cleared ones become 0', async () => {
    const { lineItemUrl, lineItemId } = lms.createAssignment({
      title: 'Whole',
      lineItem: { scoreMaximum: 100, resourceId: 'r', tag: 't' },
    })
    const item = lms.state.lineItems.find(({ id }) => id === lineItemId)!
    const grade = {
      comment: null,
      receivedAt: '',
      gradingProgress: 'FullyGraded',
      by: 'tool',
      locked: false,
    } as const
    item.grades['101'] = { ...grade, score: 50, timestamp: '2020-01-01T00:00:00Z', attempts: [] }
    item.grades['102'] = { ...grade, score: null, timestamp: '2020-01-01T00:00:00Z', attempts: [] }
    const body = { label: 'New', scoreMaximum: 50 }
    const answer = await tool.call(lineItemUrl ?? '', {
      method: 'PUT',
      token,
      contentType: mediaTypes.lineItem,
      body,
    })
    expect(answer.status).to.equal(200)
    const shown = await (await tool.call(lineItemUrl ?? '', { token, accept: mediaTypes.lineItem })).json()
    expect(shown).to.deep.equal({ id: lineItemUrl, label: 'New', scoreMaximum: 50, resourceId: '', tag: '' })
    expect([item.grades['101'].score, item.grades['102'].score]).to.deep.equal([25, 0])
    expect(item.grades['101'].timestamp).not.to.equal('2020-01-01T00:00:00Z')
  })

  it('deletes a line item, then does not know it', async () => {
    const { id } = (await (await create({ label: 'A', scoreMaximum: 1 })).json()) as { id: string }
    expect((await tool.call(id, { method: 'DELETE', token })).status).to.equal(204)
    const gone = await tool.call(id, { token, accept: mediaTypes.lineItem })
    expect([gone.status, gone.statusText]).to.deep.equal([
      404,
      `Not Found: Grade item ${/lineitems\/(\d+)/.exec(id)?.[1]} doesn't exist`,
    ])
  })

  it('hides a tool from another', async () => {
    const { id } = (await (await create({ label: 'A', scoreMaximum: 1 })).json()) as { id: string }
    lms.state.lineItems[0]!.toolId = 'other'
    expect((await tool.call(id, { token, accept: mediaTypes.lineItem })).status).to.equal(403)
    expect(
      (await tool.call(list.replace(/type_id=\d+/, 'type_id=9'), { token, accept: mediaTypes.lineItems }))
        .status,
    ).to.equal(401)
  })

  it('lists everybody at once unless a limit is asked for', async () => {
    const read = async (
      query: string,
    ): Promise<{ members: { user_id: string; roles: string[] }[]; link: string | null }> => {
      const answer = await tool.call(roster + query, { token, accept: mediaTypes.roster })
      const { members } = (await answer.json()) as { members: { user_id: string; roles: string[] }[] }
      return { members, link: answer.headers.get('link') }
    }
    const { members, link } = await read('')
    expect([members.length, link]).to.deep.equal([121, null])
    expect(members.find(({ user_id }) => user_id === '21')?.roles, 'a non-editing teacher').to.deep.equal([
      'Learner',
    ])
    expect(members.find(({ user_id }) => user_id === '11')?.roles).to.deep.equal(['Instructor'])
    expect((await read('?role=Instructor')).members).to.have.length(3)
    const page = await read('?limit=50&from=50&role=Learner')
    expect(page.members).to.have.length(50)
    expect(page.link, 'forgets the role').to.equal(`<${roster}?limit=50&from=100>; rel="next"`)
  })

  it('tells a tool no names it may not know', async () => {
    lms.registerTool({ ...settings(), privacy: 'anonymous' })
    const answer = await tool.call(roster, { token, accept: '*/*' })
    const { members } = (await answer.json()) as { members: object[] }
    expect(members[0]).to.have.all.keys('status', 'roles', 'user_id', 'lis_person_sourcedid')
  })

  it('keeps the roster from tokens without its scope', async () => {
    const weak = await tool.token([scopes.score])
    expect((await tool.call(roster, { token: weak, accept: mediaTypes.roster })).status).to.equal(401)
  })

  function settings(): Parameters<PracticeLms['registerTool']>[0] {
    const { clientId, loginUrl, redirectUris } = lms.state.tools[0]!
    return { clientId, loginUrl, redirectUris, jwks: tool.jwks }
  }
})
