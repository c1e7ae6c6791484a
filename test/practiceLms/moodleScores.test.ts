import { expect } from 'chai'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { mediaTypes } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

const person = '101'

describe('practice LMS: scores as Moodle takes them', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let token: string
  let item: { id: string; url: string }

  before(async () => {
    lms = await createPracticeLms({ signingKey, personality: 'moodle' })
    await lms.listen()
    tool = await createProbeTool(lms)
    token = await tool.token()
  })
  after(() => lms.close())

  beforeEach(() => {
    const made = lms.createAssignment({ title: 'Graded', lineItem: { scoreMaximum: 100 } })
    item = { id: made.lineItemId ?? '', url: made.lineItemUrl ?? '' }
  })

  const servicePath = (suffix: string): string => item.url.replace('/lineitem?', `/lineitem/${suffix}?`)

  function score(changes: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      userId: person,
      timestamp: '2026-11-21T20:00:00.033Z',
      scoreGiven: 40,
      scoreMaximum: 60,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      comment: 'Good <b>work</b>',
      ...changes,
    }
  }

  const post = (body: unknown, contentType: string = mediaTypes.score): Promise<Response> =>
    tool.call(servicePath('scores'), { method: 'POST', token, contentType, body })

  async function results(query = ''): Promise<unknown> {
    return (await tool.call(servicePath('results') + query, { token, accept: mediaTypes.results })).json()
  }

  it('rescales a final score to the line item and keeps the comment as plain text', async () => {
    expect((await post(score())).status).to.equal(200)
    expect(await results()).to.deep.equal([
      {
        id: `${servicePath('results')}&user_id=${person}`,
        userId: person,
        resultScore: 66.66667,
        resultMaximum: 100,
        comment: 'Good <b>work</b>',
        scoreOf: item.url,
        timestamp: '2026-11-21T20:00:00+00:00',
      },
    ])
    expect(lms.grade(item.id, person)).to.include({
      score: 66.66667,
      comment: 'Good <b>work</b>',
      by: 'tool',
    })
  })

  const conflicts = [
    ['the same', '2026-11-21T20:00:00.033Z', 409],
    ['another fraction of the same second', '2026-11-21T20:00:00.999Z', 409],
    ['an earlier', '2026-11-21T19:00:00.033Z', 409],
    ['the same, in another zone', '2026-11-21T22:00:00.500+02:00', 409],
    ['the next second', '2026-11-21T20:00:01.000Z', 200],
  ] as const
  for (const [what, timestamp, status] of conflicts) {
    it(`answers ${status} to a second score with ${what} time`, async () => {
      await post(score())
      const answer = await post(score({ timestamp, scoreGiven: 60 }))
      expect(answer.status).to.equal(status)
      if (status === 409)
        expect(answer.statusText).to.match(/^Refusing score with an earlier timestamp for item/)
      expect(lms.grade(item.id, person)?.score).to.equal(status === 200 ? 100 : 66.66667)
    })
  }

  for (const gradingProgress of ['Pending', 'PendingManual', 'Failed', 'NotReady', 'Whatever']) {
    it(`erases the grade on ${gradingProgress}, even with a score`, async () => {
      await post(score())
      expect((await post(score({ gradingProgress, timestamp: '2026-11-21T20:00:02Z' }))).status).to.equal(200)
      expect(await results()).to.deep.equal([
        { id: `${servicePath('results')}&user_id=${person}`, userId: person },
      ])
    })
  }

  const values: [string, Record<string, unknown>, number | null][] = [
    ['caps a score above the maximum', { scoreGiven: 70 }, 100],
    ['stores a negative score as 0', { scoreGiven: -1 }, 0],
    ['keeps 0 as 0', { scoreGiven: 0 }, 0],
    ['takes a score out of 0 unscaled', { scoreGiven: 41, scoreMaximum: 0 }, 41],
    ['takes a number written as text', { scoreGiven: '12' }, 20],
    ['ignores activityProgress', { activityProgress: 'InProgress' }, 66.66667],
    ['clears on a final post without a score', { scoreGiven: undefined }, null],
  ]
  for (const [what, changes, kept] of values) {
    it(what, async () => {
      expect((await post(score(changes))).status).to.equal(200)
      expect(lms.grade(item.id, person)?.score).to.equal(kept)
    })
  }

  const bad: [string, Record<string, unknown>][] = [
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp in words', { timestamp: 'yesterday' }],
    ['a timestamp as epoch milliseconds', { timestamp: '1795292620033' }],
    ['no gradingProgress', { gradingProgress: undefined }],
    ['no activityProgress', { activityProgress: undefined }],
    ['a score without its maximum', { scoreMaximum: undefined }],
    ['a score in words', { scoreGiven: 'abc' }],
    ['an unknown person', { userId: '99999' }],
    ['a teacher', { userId: '11' }],
    ['a non-editing teacher', { userId: '21' }],
    ['a person outside the course', { userId: '2' }],
  ]
  for (const [what, changes] of bad) {
    it(`answers 400 to ${what} and repeats the request in the reason phrase`, async () => {
      const answer = await post(score(changes))
      expect(answer.status).to.equal(400)
      expect(answer.statusText).to.match(/^Incorrect score received\{/)
      expect(await answer.json()).to.deep.equal([])
      expect(await results()).to.deep.equal([])
    })
  }

  it('answers 200 to a bad score that is not compact, and stores nothing', async () => {
    const answer = await post(JSON.stringify(score({ timestamp: undefined }), null, 2))
    expect(answer.status).to.equal(200)
    expect(await results()).to.deep.equal([])
  })

  it('breaks at a person id that is not a number', async () => {
    expect((await post(score({ userId: 'abc' }))).status).to.equal(502)
  })

  it('takes the exact media type only, a charset being harmless', async () => {
    expect((await post(score(), 'application/json')).status).to.equal(400)
    expect((await post(score(), `${mediaTypes.score}; charset=utf-8`)).status).to.equal(200)
  })

  it('does not find the service when it is put behind the query', async () => {
    const answer = await tool.call(`${item.url}/scores`, {
      method: 'POST',
      token,
      contentType: mediaTypes.score,
      body: score(),
    })
    expect(answer.status).to.equal(400)
  })

  it('accepts and ignores a score for a grade a teacher has changed', async () => {
    await post(score())
    lms.overrideGrade(item.id, person, 55, 'Mine')
    expect((await post(score({ timestamp: '2026-11-21T21:00:00Z' }))).status).to.equal(200)
    expect(lms.grade(item.id, person)).to.include({ score: 55, comment: 'Mine', by: 'teacher' })
  })

  it('breaks at a locked item and at a locked grade', async () => {
    await post(score())
    const stored = lms.state.lineItems.find(({ id }) => id === item.id)!
    const later = score({ timestamp: '2026-11-21T21:00:00Z', scoreGiven: 60 })
    stored.grades[person]!.locked = true
    expect((await post(later)).status).to.equal(500)
    stored.grades[person]!.locked = false
    stored.locked = true
    expect((await post(later)).status).to.equal(500)
    expect(lms.grade(item.id, person)?.score).to.equal(66.66667)
  })

  it('takes a score for a suspended student', async () => {
    const enrolment = lms.course().enrolments.find(({ personId }) => personId === person)!
    enrolment.active = false
    expect((await post(score())).status).to.equal(200)
    enrolment.active = true
  })

  it('lets a time in the future block every score until it has passed', async () => {
    expect((await post(score({ timestamp: '2030-01-01T00:00:00Z' }))).status).to.equal(200)
    expect((await post(score())).status).to.equal(409)
  })

  it('forgets an earlier comment when a score comes without one', async () => {
    await post(score())
    await post(score({ timestamp: '2026-11-21T20:00:05Z', comment: undefined }))
    expect(lms.grade(item.id, person)?.comment).to.equal(null)
  })

  it('keeps one of two scores that arrive together for one second', async () => {
    const statuses = await Promise.all([post(score()), post(score())])
    expect(statuses.map(({ status }) => status).sort()).to.deep.equal([200, 409])
  })

  it('answers 404 to results with a limit', async () => {
    const answer = await tool.call(`${servicePath('results')}&limit=1`, { token, accept: mediaTypes.results })
    expect(answer.status).to.equal(404)
    expect(answer.headers.get('content-type')).to.include('text/html')
  })
})
