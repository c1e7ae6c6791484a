import { expect } from 'chai'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { mediaTypes } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

describe('practice LMS: faults', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let token: string
  let item: { id: string; scores: string }

  before(async () => {
    lms = await createPracticeLms({ signingKey, personality: 'moodle' })
    await lms.listen()
    tool = await createProbeTool(lms)
  })
  after(() => lms.close())

  beforeEach(async () => {
    lms.clearFaults()
    lms.clearRequests()
    token = await tool.token()
    const { lineItemId, lineItemUrl } = lms.createAssignment({ title: 'F', lineItem: { scoreMaximum: 10 } })
    item = { id: lineItemId ?? '', scores: (lineItemUrl ?? '').replace('?', '/scores?') }
  })

  const post = (): Promise<Response> =>
    tool.call(item.scores, {
      method: 'POST',
      token,
      contentType: mediaTypes.score,
      body: {
        userId: '101',
        timestamp: '2026-01-01T00:00:00Z',
        scoreGiven: 5,
        scoreMaximum: 10,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
      },
    })

  const stored = (): number | null => lms.grade(item.id, '101')?.score ?? null

  const outcome = async (): Promise<number | 'cut'> =>
    post().then(
      ({ status }) => status,
      () => 'cut',
    )

  it('answers 503 as often as told, then works', async () => {
    lms.setFault('scores', { kind: 'unavailable', times: 2 })
    expect([await outcome(), await outcome(), await outcome()]).to.deep.equal([503, 503, 200])
  })

  it('goes on until switched off', async () => {
    lms.setFault('scores', { kind: 'unavailable' })
    expect([await outcome(), await outcome(), await outcome()]).to.deep.equal([503, 503, 503])
    lms.clearFaults('scores')
    expect(await outcome()).to.equal(200)
  })

  it('says with a 429 when to come back', async () => {
    lms.setFault('scores', { kind: 'tooMany', retryAfterSeconds: 7, times: 1 })
    const answer = await post()
    expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([429, '7'])
  })

  it('limits the rate as Canvas does, with 403', async () => {
    lms.setFault('scores', { kind: 'rateLimited', times: 1 })
    const answer = await post()
    expect([answer.status, await answer.text()]).to.deep.equal([403, '403 Forbidden (Rate Limit Exceeded)'])
  })

  it('cuts the connection before anything happened', async () => {
    lms.setFault('scores', { kind: 'reset', times: 1 })
    expect(await outcome()).to.equal('cut')
    expect(stored()).to.equal(null)
  })

  it('cuts the connection after the score was stored', async () => {
    lms.setFault('scores', { kind: 'resetAfter', times: 1 })
    expect(await outcome()).to.equal('cut')
    expect(stored()).to.equal(5)
    expect(lms.requests('scores').at(-1)).to.include({ status: 'reset', handled: true })
    expect(await outcome(), 'the same score again').to.equal(409)
  })

  it('is slow but right', async () => {
    lms.setFault('scores', { kind: 'slow', delayMilliseconds: 40, times: 1 })
    const started = performance.now()
    expect(await outcome()).to.equal(200)
    expect(performance.now() - started).to.be.greaterThan(35)
  })

  it('revokes the token that asks', async () => {
    lms.setFault('scores', { kind: 'unauthorized', times: 1 })
    expect([await outcome(), await outcome()]).to.deep.equal([401, 401])
    token = await tool.token()
    expect(await outcome()).to.equal(200)
  })

  it('strikes one group and leaves the others alone', async () => {
    lms.setFault('token', { kind: 'unavailable', times: 1 })
    lms.setFault('jwks', { kind: 'unavailable', times: 1 })
    expect(await outcome()).to.equal(200)
    expect((await fetch(lms.platform().keysUrl)).status).to.equal(503)
    expect((await tool.askToken({})).status).to.equal(503)
  })

  it('keeps a list of what was asked, never of tokens', async () => {
    await post()
    const [request] = lms.requests('scores')
    expect(request).to.include({
      method: 'POST',
      path: new URL(item.scores).pathname + new URL(item.scores).search,
      status: 200,
    })
    expect(JSON.stringify(lms.requests())).not.to.include(token)
  })
})
