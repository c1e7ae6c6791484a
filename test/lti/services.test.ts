import { expect } from 'chai'
import { contentItem } from '../../src/lti/deepLinking.js'
import type { RosterMember } from '../../src/lti/roster.js'
import type { ScorePosting } from '../../src/lti/scores.js'
import { openPractice, type Practice } from './support/practice.js'
import { openTool, type Tool } from './support/tool.js'

for (const family of ['moodle', 'canvas'] as const)
  describe(`services of a platform like ${family}`, () => {
    let tool: Tool
    let practice: Practice
    let lineItemUrl: string
    let assignment: string

    before(async () => {
      tool = await openTool()
      practice = await openPractice(tool, family)
    })
    after(async () => {
      await practice.close()
      await tool.close()
    })
    beforeEach(() => {
      const made = practice.lms.createAssignment({
        title: 'Safety plan',
        lineItem: { scoreMaximum: 100, resourceId: `m-${String(Math.random())}`, tag: 'cairn' },
      })
      assignment = made.id
      lineItemUrl = made.lineItemUrl ?? ''
      practice.lms.clearFaults()
      practice.lms.clearRequests()
    })

    const roster = () => ({ ...practice.caller, url: practice.rosterUrl, page: 'first' as const })
    const posting = (change: Partial<ScorePosting> = {}): ScorePosting => ({
      ...practice.caller,
      lineItemUrl,
      userId: practice.lms.userId('educator-001'),
      timestamp: tool.clock.now(),
      scoreGiven: 3,
      scoreMaximum: 4,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      comment: 'Well "done" & <b>clear</b>\nnext: listen',
      ...change,
    })

    it('take a score, rescaled, with its comment as it was written', async () => {
      const submittedAt = new Date(tool.clock.now().getTime() - 60_000)
      const canvas = {
        preserveScore: true,
        newSubmission: true,
        submissionUrl: `${tool.publicUrl}/assignments/7`,
      }
      const answer = await tool.lti.postScore(posting({ submittedAt, canvas }))
      expect(answer).to.include({ kind: 'accepted' })
      const grade = practice.lms.grade(assignment, 'educator-001')
      expect([grade?.score, grade?.comment]).to.deep.equal([75, 'Well "done" & <b>clear</b>\nnext: listen'])
      const results = await tool.lti.results(
        practice.caller,
        lineItemUrl,
        practice.lms.userId('educator-001'),
      )
      expect(results.ok && results.value).to.deep.include({
        userId: practice.lms.userId('educator-001'),
        resultScore: 75,
        resultMaximum: 100,
        comment: grade?.comment,
      })
    })

    it('ask for one token however many scores go out at once, and again only near its end', async () => {
      practice.lms.revokeTokens()
      tool.clock.shiftMs += 3_600_000
      practice.lms.clearRequests()
      const people = ['educator-001', 'educator-002', 'educator-003', 'educator-004']
      const posts = () =>
        Promise.all(
          people.map((person) => tool.lti.postScore(posting({ userId: practice.lms.userId(person) }))),
        )
      await posts()
      expect(practice.lms.requests('token')).to.have.length(1)
      tool.clock.shiftMs += 3_530_000
      await posts()
      tool.clock.shiftMs += 20_000
      await posts()
      expect(practice.lms.requests('token')).to.have.length(2)
    })

    it('get a fresh token by themselves when the one we have is revoked', async () => {
      await tool.lti.postScore(posting())
      practice.lms.revokeTokens()
      tool.clock.shiftMs += 2_000
      expect(await tool.lti.postScore(posting())).to.include({ kind: 'accepted' })
      practice.lms.revokeTokens()
      expect((await tool.lti.roster(roster())).ok).to.equal(true)
      practice.lms.revokeTokens()
      expect((await tool.lti.lineItems.list(practice.caller, practice.lineItemsUrl)).ok).to.equal(true)
    })

    it('say later when they are busy, down, cut off or without tokens, and how long to wait', async () => {
      practice.lms.setFault('scores', { kind: 'unavailable', times: 1 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({
        kind: 'retry',
        reason: 'busy',
        status: 503,
      })
      practice.lms.setFault('scores', { kind: 'tooMany', times: 1, retryAfterSeconds: 7 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({
        kind: 'retry',
        reason: 'busy',
        status: 429,
        after: 7,
      })
      practice.lms.setFault('scores', { kind: 'rateLimited', times: 1 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({
        kind: 'retry',
        reason: 'busy',
        status: 403,
      })
      practice.lms.setFault('scores', { kind: 'reset', times: 1 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({ kind: 'retry', reason: 'unreachable' })
      practice.lms.setFault('nrps', { kind: 'unavailable', times: 1 })
      const answer = await tool.lti.roster(roster())
      expect(answer).to.deep.equal({ ok: false, failure: { kind: 'retry', reason: 'busy', status: 503 } })
      practice.lms.revokeTokens()
      practice.lms.setFault('token', { kind: 'unavailable', times: 1 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({
        kind: 'retry',
        reason: 'busy',
        status: 503,
      })
      practice.lms.setFault('token', { kind: 'unauthorized', times: 1 })
      expect(await tool.lti.postScore(posting())).to.deep.equal({
        kind: 'retry',
        reason: 'no-token',
        status: 401,
      })
      expect(
        await tool.lti.postScore(posting({ timestamp: new Date(tool.clock.now().getTime() + 1_000) })),
      ).to.include({
        kind: 'accepted',
      })
    })

    it('never wait longer than the deadline', async () => {
      await tool.lti.postScore(posting())
      practice.lms.setFault('scores', { kind: 'slow', times: 1, delayMilliseconds: 8_000 })
      const started = Date.now()
      expect(await tool.lti.postScore(posting())).to.deep.equal({ kind: 'retry', reason: 'timeout' })
      expect(Date.now() - started).to.be.within(4_000, 6_500)
    })

    it('tell an older score from a new one', async () => {
      const now = tool.clock.now()
      await tool.lti.postScore(posting({ timestamp: now }))
      const older = await tool.lti.postScore(
        posting({ timestamp: new Date(now.getTime() - 5_000), scoreGiven: 1 }),
      )
      expect(older).to.include({ kind: 'stale' })
      expect(practice.lms.grade(assignment, 'educator-001')?.score).to.equal(75)
    })

    it('say who is no student', async () => {
      const answer = await tool.lti.postScore(posting({ userId: practice.lms.userId('facilitator-001') }))
      expect(answer).to.include({ kind: 'refused', code: 'not-a-student' })
    })

    it('say when the column is gone', async () => {
      const gone = lineItemUrl
        .replace(/lineitems?\/(\d+)/, 'lineitems/99999')
        .replace(/line_items\/[^/?]+/, 'line_items/99999')
      expect(await tool.lti.postScore(posting({ lineItemUrl: gone }))).to.include({
        kind: 'refused',
        code: 'gone',
      })
    })

    it('get our token at their own addresses only', async () => {
      const elsewhere = posting({ lineItemUrl: 'http://127.0.0.1:1/steal?type_id=1' })
      expect(await tool.lti.postScore(elsewhere)).to.deep.equal({ kind: 'refused', code: 'address' })
      const answer = await tool.lti.roster({ ...roster(), url: 'http://127.0.0.1:1/members' })
      expect(answer).to.deep.equal({ ok: false, failure: { kind: 'refused', code: 'address' } })
      expect(await tool.lti.postScore(posting({ lineItemUrl: 'nonsense' }))).to.deep.equal({
        kind: 'refused',
        code: 'address',
      })
    })

    it('make a column once, however often we ask, and find it by our mark', async () => {
      const wished = {
        label: 'Family partnership',
        scoreMaximum: 20,
        resourceId: `once-${family}`,
        tag: `only-${family}`,
      }
      const made = await tool.lti.lineItems.create(practice.caller, practice.lineItemsUrl, wished)
      const again = await tool.lti.lineItems.create(practice.caller, practice.lineItemsUrl, wished)
      expect(made.ok && made.value).to.include({
        label: 'Family partnership',
        scoreMaximum: 20,
        resourceId: `once-${family}`,
      })
      expect(again).to.deep.equal(made)
      const { lineItems } = tool.lti
      const found = await lineItems.withResourceId(practice.caller, practice.lineItemsUrl, wished.resourceId)
      expect(found.ok && found.value.length).to.equal(1)
      expect(await lineItems.withTag(practice.caller, practice.lineItemsUrl, wished.tag)).to.deep.equal(found)
      expect(practice.lms.requests('lineitems').filter(({ method }) => method === 'POST')).to.have.length(1)
    })

    it('keep what we do not change in a column', async () => {
      const wished = { label: 'Before', scoreMaximum: 20, resourceId: `merge-${family}`, tag: 'cairn' }
      const made = await tool.lti.lineItems.create(practice.caller, practice.lineItemsUrl, wished)
      const url = made.ok ? made.value.url : ''
      const changed = await tool.lti.lineItems.update(practice.caller, url, { label: 'After' })
      expect(changed.ok && changed.value).to.include({
        label: 'After',
        scoreMaximum: 20,
        resourceId: `merge-${family}`,
        tag: 'cairn',
      })
    })

    it('list all columns over all pages', async () => {
      const before = await tool.lti.lineItems.list(practice.caller, practice.lineItemsUrl)
      for (let count = 0; count < 25; count += 1)
        practice.lms.createAssignment({ title: `Page ${String(count)}`, lineItem: { scoreMaximum: 5 } })
      const after = await tool.lti.lineItems.list(practice.caller, practice.lineItemsUrl)
      expect((after.ok ? after.value.length : 0) - (before.ok ? before.value.length : 0)).to.equal(25)
    })

    it('list everybody in the course with the roles they have, over all pages', async () => {
      const members: RosterMember[] = []
      let pages = 0
      for (let url: string | null = practice.rosterUrl; url; pages += 1) {
        const read = await tool.lti.roster({ ...roster(), url, page: pages === 0 ? 'first' : 'further' })
        if (!read.ok) throw new Error(JSON.stringify(read.failure))
        members.push(...read.value.members)
        url = read.value.next
      }
      expect(pages).to.equal(family === 'canvas' ? 3 : 1)
      expect(members.length).to.be.at.least(121)
      expect(new Set(members.map(({ sub }) => sub)).size).to.equal(members.length)
      const educator = members.find(({ sub }) => sub === practice.lms.userId('educator-001'))
      expect(educator).to.include({ name: 'أمل حداد', active: true })
      expect(educator?.roles).to.deep.equal(['educator'])
      const facilitator = members.find(({ sub }) => sub === practice.lms.userId('facilitator-001'))
      expect(facilitator?.roles).to.include('facilitator')
    })

    it('speak with us no more once the platform is switched off', async () => {
      const other = await openPractice(tool, family)
      await tool.platforms.disable({ kind: 'system', name: 'test' }, other.caller.registrationId)
      expect(await tool.lti.postScore({ ...posting(), ...other.caller })).to.deep.equal({
        kind: 'refused',
        code: 'platform-off',
      })
      await other.close()
    })

    it('refuse what they never granted, for good', async () => {
      const only = await openPractice(tool, family, ['https://purl.imsglobal.org/spec/lti-ags/scope/score'])
      const list = await tool.lti.lineItems.list(
        only.caller,
        practice.lineItemsUrl.replace(practice.lms.platform().issuer, only.lms.platform().issuer),
      )
      expect(list.ok ? null : list.failure).to.include({ kind: 'refused', code: 'no-permission' })
      await only.close()
    })

    it('take an answer to deep linking that they can verify, data and all', async () => {
      const settings = {
        returnUrl: `${practice.lms.platform().issuer}/return`,
        acceptTypes: ['ltiResourceLink'],
        acceptMultiple: true,
        acceptLineItem: true,
        data: '',
      }
      const custom = { cairn_mapping: 'mapping-1' }
      const links = [{ title: 'Safety', url: `${tool.publicUrl}/`, custom, points: 100 }]
      const { jwt, returnUrl } = await tool.lti.answerDeepLink(practice.caller, settings, links)
      expect(returnUrl).to.equal(settings.returnUrl)
      const keys = (await (await fetch(`${tool.publicUrl}/lti/keys`)).json()) as { keys: { kid: string }[] }
      const [header, claims] = jwt
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>)
      expect(keys.keys.map(({ kid }) => kid)).to.include(header?.['kid'])
      expect(claims).to.include({
        aud: practice.lms.platform().issuer,
        'https://purl.imsglobal.org/spec/lti-dl/claim/data': '',
        'https://purl.imsglobal.org/spec/lti/claim/message_type': 'LtiDeepLinkingResponse',
      })
      const items = claims?.['https://purl.imsglobal.org/spec/lti-dl/claim/content_items']
      expect(items).to.deep.equal(links.map(contentItem))
    })
  })
