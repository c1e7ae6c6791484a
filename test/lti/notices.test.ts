import { expect } from 'chai'
import { randomUUID } from 'node:crypto'
import { operator } from '../../src/audit/actor.js'
import { claim } from '../../src/lti/vocabulary.js'
import { claimName, filled, readCases, tokenOf, type LaunchCase } from './support/launchCase.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** Notices of platforms (Platform Notification Service 1.0): one file per case in test/fixtures/notices. */
describe('notices of a platform', () => {
  let tool: Tool
  let platform: TestPlatform
  const rejected = readCases('rejected', 'notices')
  const accepted = readCases('accepted', 'notices')

  before(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  after(async () => {
    await tool.close()
    await platform.stop()
  })
  beforeEach(() => {
    tool.copies.length = 0
    tool.log.length = 0
    tool.clock.shiftMs += 60_000
  })

  const seconds = () => Math.floor(tool.clock.now().getTime() / 1000)
  const honest = (): Record<string, unknown> => ({
    iss: platform.issuer,
    aud: platform.registration.clientId,
    azp: platform.registration.clientId,
    iat: seconds(),
    exp: seconds() + 3600,
    nonce: randomUUID(),
    [claim.version]: '1.3.0',
    [claim.deploymentId]: platform.deploymentId,
    [claim.notice]: { id: randomUUID(), timestamp: '2026-09-01T08:00:00Z', type: 'LtiContextCopyNotice' },
    [claim.context]: { id: 'course-2', title: 'Foundations of Practice (copy)', label: 'REA101-2' },
    [claim.originContexts]: ['course-1'],
  })

  async function made(the: LaunchCase): Promise<string> {
    const claims = honest()
    const words = { '{issuer}': platform.issuer, '{client}': platform.registration.clientId }
    for (const name of the.remove ?? []) Reflect.deleteProperty(claims, claimName(name))
    for (const [name, value] of Object.entries(the.set ?? {})) claims[claimName(name)] = filled(value, words)
    for (const [name, offset] of Object.entries(the.seconds ?? {})) claims[name] = seconds() + offset
    return (await tokenOf({ platform }, the, claims)) ?? ''
  }

  const sendBody = async (body: string, type = 'application/json') => {
    const headers = { 'content-type': type, accept: 'application/json' }
    const answer = await fetch(`${tool.publicUrl}/lti/notices`, { method: 'POST', headers, body })
    const text = await answer.text()
    const code = text === '' ? null : ((JSON.parse(text) as { error?: string }).error ?? null)
    return { status: answer.status, code, cookies: answer.headers.getSetCookie() }
  }
  const send = (...tokens: string[]) => sendBody(JSON.stringify({ notices: tokens.map((jwt) => ({ jwt })) }))
  const everything = async () => ({
    ...(await tool.rows()),
    deployments: await tool.connection.collection('deployments').countDocuments({}),
  })

  it('has at least 45 refused and 8 accepted cases', () => {
    expect(rejected.length).to.be.at.least(45)
    expect(accepted.length).to.be.at.least(8)
  })

  for (const { name, case: the } of rejected)
    it(`refuses: ${name}`, async () => {
      const before = await everything()
      const answer = await send(await made(the))
      expect([answer.status, answer.code]).to.deep.equal([the.expect['status'], the.expect['code']])
      expect(tool.copies).to.have.length(0)
      expect(await everything(), 'rows written').to.deep.equal(before)
      expect(answer.cookies).to.deep.equal([])
      expect(tool.log.join('\n'))
        .to.contain(`"code":"${String(the.expect['code'])}"`)
        .and.not.to.contain('eyJ')
    })

  for (const { name, case: the } of accepted)
    it(`accepts: ${name}`, async () => {
      const answer = await send(await made(the))
      expect([answer.status, answer.code]).to.deep.equal([204, null])
      const copy = the.expect['copy']
      expect(tool.copies).to.have.length(copy === null ? 0 : 1)
      if (copy !== null) expect(tool.copies[0]).to.deep.include(copy as object)
    })

  it('takes one notice once, however many copies of it come at the same time', async () => {
    const token = await platform.sign(honest())
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(token)))
    expect(answers.filter(({ status }) => status === 204)).to.have.length(1)
    expect(answers.filter(({ code }) => code === 'lti.notice-used')).to.have.length(19)
    expect(tool.copies).to.have.length(1)
  })

  it('refuses a whole batch for one that is not genuine, and takes what is new of a batch sent again', async () => {
    const [first, second] = [await platform.sign(honest()), await platform.sign(honest())]
    const before = await everything()
    expect((await send(first, 'a.b.c', second)).status).to.equal(400)
    expect(await everything()).to.deep.equal(before)
    expect((await send(first)).status).to.equal(204)
    expect((await send(first, second)).status).to.equal(204)
    expect(tool.copies).to.have.length(2)
  })

  it('refuses what is no batch of notices', async () => {
    const bodies = [
      '',
      '[]',
      '{}',
      '{"notices":[]}',
      '{"notices":[{"jwt":{"$ne":""}}]}',
      '{"notices":{"jwt":"x"}}',
      '{',
    ]
    for (const body of bodies) expect((await sendBody(body)).status, body).to.equal(400)
    expect((await sendBody('{"notices":[{"jwt":"x"}]}', 'text/plain')).status).to.equal(400)
    const many = JSON.stringify({ notices: Array.from({ length: 101 }, () => ({ jwt: 'a.b.c' })) })
    expect((await sendBody(many)).status).to.equal(400)
    expect((await sendBody(`"${'x'.repeat(600_000)}"`)).status).to.equal(413)
  })

  it('does not let one registration speak for another, nor one that is disabled', async () => {
    const other = await (await TestPlatform.start()).register(tool, { clientId: 'client-2' })
    const before = await everything()
    const borrowed = await other.sign(honest())
    expect((await send(borrowed)).code).to.be.oneOf(['lti.signature', 'lti.key-unknown'])
    await tool.platforms.disable(operator, other.registration.id)
    const silenced = { ...honest(), iss: other.issuer, aud: 'client-2', azp: 'client-2' }
    expect((await send(await other.sign(silenced))).code).to.equal('lti.platform-disabled')
    expect(await everything()).to.deep.equal(before)
    await other.stop()
  })

  it('finishes a notice whose work was cut short', async () => {
    const at = tool.clock.now()
    await tool.connection.collection<{ _id: string }>('ltiNotices').insertOne({
      _id: 'cut-short',
      institutionId: tool.institution.id,
      registrationId: platform.registration.id,
      deploymentId: 'd',
      nonce: 'n',
      type: 'LtiContextCopyNotice',
      context: { id: 'course-9', title: 'Copy' },
      originContexts: ['course-1'],
      receivedAt: at,
      done: null,
    } as { _id: string })
    await tool.lti.keepNotices()
    await tool.lti.keepNotices()
    expect(tool.copies.map(({ context }) => context.id)).to.deep.equal(['course-9'])
  })

  it('slows down an address that sends too many', async () => {
    const answers = await Promise.all(Array.from({ length: 320 }, () => sendBody('{}')))
    expect(answers.some(({ status }) => status === 429)).to.equal(true)
  })
})
