import { expect } from 'chai'
import type { JWTPayload } from 'jose'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { claims } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

interface Settings {
  deep_link_return_url: string
  data?: string
}

const item = (changes: object = {}): object => ({
  type: 'ltiResourceLink',
  title: 'Safety plan',
  custom: { cairn_mapping: 'm-1' },
  lineItem: { scoreMaximum: 100, label: 'L', resourceId: 'm-1', tag: 'cairn' },
  ...changes,
})

for (const personality of ['moodle', 'canvas'] as const) {
  describe(`practice LMS: content a tool returns to ${personality}`, () => {
    let lms: PracticeLms
    let tool: ProbeTool

    beforeEach(async () => {
      lms = await createPracticeLms({ signingKey, personality })
      await lms.listen()
      tool = await createProbeTool(lms)
    })
    afterEach(() => lms.close())

    async function askForContent(): Promise<{ token: JWTPayload; settings: Settings }> {
      const { parameters } = lms.launch({
        person: 'facilitator-001',
        message: 'LtiDeepLinkingRequest',
        placement: 'course_assignments_menu',
      })
      const answer = await lms.authorize({
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
        client_id: tool.clientId,
        redirect_uri: 'http://localhost:9/launch',
        login_hint: parameters['login_hint'] ?? '',
        lti_message_hint: parameters['lti_message_hint'] ?? '',
        nonce: 'n',
      })
      if (answer.kind !== 'post') throw new Error(answer.reason)
      const token = JSON.parse(
        Buffer.from(answer.fields['id_token']?.split('.')[1] ?? '', 'base64url').toString(),
      ) as JWTPayload
      return { token, settings: token[claims.deepLinkingSettings] as Settings }
    }

    async function give(items: unknown, changes: JWTPayload = {}): Promise<{ status: number; html: string }> {
      const { token, settings } = await askForContent()
      const now = Math.floor(Date.now() / 1000)
      const jwt = await tool.sign({
        iss: tool.clientId,
        aud: lms.platform().issuer,
        iat: now,
        exp: now + 60,
        nonce: String(Math.random()),
        [claims.messageType]: 'LtiDeepLinkingResponse',
        [claims.version]: '1.3.0',
        [claims.deploymentId]: token[claims.deploymentId],
        [claims.contentItems]: items,
        ...(settings.data === undefined ? {} : { [claims.deepLinkingData]: settings.data }),
        ...changes,
      })
      const body = new URLSearchParams({ JWT: jwt })
      const answer = await fetch(settings.deep_link_return_url, {
        method: 'POST',
        body,
        headers: { origin: 'http://localhost:9' },
      })
      return { status: answer.status, html: await answer.text() }
    }

    const saveAll = (): void => lms.placements().forEach(({ id }) => lms.savePlacement(id))

    it('asks without a resource link', async () => {
      const { token, settings } = await askForContent()
      expect(token).not.to.have.property(claims.resourceLink)
      expect(settings).to.include({ accept_multiple: true })
      if (personality === 'moodle') expect(settings).not.to.have.property('data')
      else expect(settings).to.have.property('data')
    })

    it('makes graded assignments that keep resourceId, tag and custom', async () => {
      expect((await give([item(), item({ title: 'Home visit' })])).status).to.equal(200)
      if (personality === 'moodle') {
        expect(lms.state.links, 'nothing before the teacher saves').to.have.length(0)
        saveAll()
      }
      expect(
        lms.state.links.map(({ title, custom, published }) => ({ title, custom, published })),
      ).to.deep.equal([
        { title: 'Safety plan', custom: { cairn_mapping: 'm-1' }, published: personality === 'moodle' },
        { title: 'Home visit', custom: { cairn_mapping: 'm-1' }, published: personality === 'moodle' },
      ])
      expect(lms.state.lineItems[0]).to.include({
        label: 'Safety plan',
        resourceId: 'm-1',
        tag: 'cairn',
        scoreMaximum: 100,
      })
    })

    it('makes a plain link where no line item was asked for', async () => {
      await give([item({ lineItem: undefined })])
      saveAll()
      expect(lms.state.links[0]).to.include({ published: true })
      expect(lms.state.lineItems).to.have.length(0)
    })

    it('closes without a word when nothing was chosen', async () => {
      expect((await give([])).status).to.equal(200)
      expect(lms.placements()).to.have.length(0)
      expect(lms.state.links).to.have.length(0)
    })

    it('shows what a tool returned as text', async () => {
      const { html } = await give([item({ title: '<script>alert(1)</script>' })])
      expect(html).to.include('&lt;script&gt;').and.not.to.include('<script>alert')
    })

    const bad: [string, JWTPayload | (() => JWTPayload)][] = [
      ['another issuer', { iss: 'x' }],
      ['another audience', { aud: 'http://x.example' }],
      ['no nonce', { nonce: undefined }],
      ['an expired answer', { exp: 1 }],
      ['an answer from the future', () => ({ iat: Math.floor(Date.now() / 1000) + 500 })],
      ['another deployment', { [claims.deploymentId]: 'x' }],
      ['another message type', { [claims.messageType]: 'LtiResourceLinkRequest' }],
      ['another version', { [claims.version]: '1.1' }],
      ['content that is not a list', { [claims.contentItems]: 'x' }],
      ...(personality === 'canvas'
        ? [['no data', { [claims.deepLinkingData]: undefined }] as [string, JWTPayload]]
        : []),
    ]
    for (const [what, changes] of bad) {
      it(`refuses ${what}`, async () => {
        expect((await give([item()], typeof changes === 'function' ? changes() : changes)).status).to.equal(
          400,
        )
        expect(lms.placements()).to.have.length(0)
        expect(lms.state.links).to.have.length(0)
      })
    }

    it('refuses a nonce twice', async () => {
      await give([item()], { nonce: 'same' })
      expect((await give([item()], { nonce: 'same' })).status).to.equal(400)
    })

    if (personality === 'moodle') {
      for (const scoreMaximum of [0, 101, 250, 33.3, '50']) {
        it(`does not let a single item with maximum ${JSON.stringify(scoreMaximum)} be saved until it is mended`, async () => {
          await give([item({ lineItem: { scoreMaximum } })])
          const [first] = lms.placements()
          expect(lms.savePlacement(first!.id, scoreMaximum === '50' ? { 'maximum-0': '0' } : {}).ok).to.equal(
            false,
          )
          const [again] = lms.placements()
          expect(lms.savePlacement(again!.id, { 'maximum-0': '40', 'week-0': '3' }).ok).to.equal(true)
          expect(lms.state.lineItems[0]).to.include({ scoreMaximum: 40 })
          expect(lms.state.links[0]).to.include({ week: 3 })
        })
      }

      it('silently makes a column without numbers for a bad maximum among several', async () => {
        await give([item(), item({ lineItem: { scoreMaximum: 250 } })])
        saveAll()
        expect(lms.state.lineItems.map(({ kind, scoreMaximum }) => [kind, scoreMaximum])).to.deep.equal([
          ['value', 100],
          ['text', 100],
        ])
      })
    } else {
      it('makes the good items and names the ones without a maximum', async () => {
        const { html } = await give([item(), item({ title: 'No maximum', lineItem: {} })])
        expect(html).to.include('No maximum: lineItem.scoreMaximum must be a positive number')
        expect(lms.state.links.map(({ title }) => title)).to.deep.equal(['Safety plan'])
      })
    }
  })
}
