import { request as httpRequest } from 'node:http'
import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { mediaTypes, roles } from '../../src/practiceLms/vocabulary.js'
import { freshItem, openCanvas, type CanvasItem } from './canvasCourse.js'
import type { ProbeTool } from './probeTool.js'

const educator = cast.educators[0]!
const extension = 'https://canvas.instructure.com/lti/submission'

describe('practice LMS: as Canvas', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let token: string
  let item: CanvasItem

  before(async () => {
    ;({ lms, tool } = await openCanvas())
    token = await tool.token()
  })
  after(() => lms.close())

  beforeEach(() => {
    item = freshItem(lms)
  })

  function score(changes: Record<string, unknown> = {}, submission?: object): Record<string, unknown> {
    return {
      userId: educator.userIds.canvas,
      timestamp: '2026-11-21T20:00:00.033Z',
      scoreGiven: 5,
      scoreMaximum: 10,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      ...(submission ? { [extension]: submission } : {}),
      ...changes,
    }
  }

  const post = (body: unknown, contentType: string = mediaTypes.score): Promise<Response> =>
    tool.call(`${item.url}/scores`, { method: 'POST', token, contentType, body })

  describe('scores', () => {
    it('are rescaled, count an attempt and answer with the result', async () => {
      const answer = await post(score())
      expect(answer.status).to.equal(200)
      const { resultUrl } = (await answer.json()) as { resultUrl: string }
      const result = await (await tool.call(resultUrl, { token })).json()
      expect(result).to.include({ resultScore: 10, resultMaximum: 20, userId: educator.userIds.canvas })
      expect(lms.grade(item.id, educator.key)?.attempts).to.have.length(1)
    })

    it('take the number Canvas itself uses for a person as well', async () => {
      expect((await post(score({ userId: educator.userIds.moodle }))).status).to.equal(200)
    })

    const clearing: [string, Record<string, unknown>, object | undefined, number | null][] = [
      ['clear on Pending', { gradingProgress: 'Pending', scoreGiven: undefined }, undefined, null],
      ['clear without a score', { scoreGiven: undefined }, undefined, null],
      [
        'stay on Pending with preserve_score',
        { gradingProgress: 'Pending', scoreGiven: undefined },
        { preserve_score: true },
        10,
      ],
      ['are set by PendingManual', { gradingProgress: 'PendingManual', scoreGiven: 2 }, undefined, 4],
    ]
    for (const [what, changes, submission, kept] of clearing) {
      it(what, async () => {
        await post(score())
        const later = { timestamp: '2026-11-21T20:00:05Z' }
        expect((await post(score({ ...later, ...changes }, submission))).status).to.equal(200)
        expect(lms.grade(item.id, educator.key)?.score).to.equal(kept)
      })
    }

    const bad: [string, Record<string, unknown>, object | undefined, number][] = [
      ['no person', { userId: undefined }, undefined, 400],
      ['no timestamp', { timestamp: undefined }, undefined, 400],
      ['a timestamp in words', { timestamp: 'yesterday' }, undefined, 400],
      ['an unknown gradingProgress', { gradingProgress: 'Done' }, undefined, 400],
      ['an unknown activityProgress', { activityProgress: 'Done' }, undefined, 400],
      ['an unknown submission type', {}, { submission_type: 'fax' }, 400],
      ['a submission from the future', {}, { submitted_at: '2999-01-01T00:00:00Z' }, 400],
      ['a score without a maximum', { scoreMaximum: undefined }, undefined, 422],
      ['a negative maximum', { scoreMaximum: -1 }, undefined, 422],
      ['an upload without files', {}, { submission_type: 'online_upload' }, 422],
      ['a teacher', { userId: '11' }, undefined, 422],
      ['a stranger', { userId: 'x' }, undefined, 422],
      ['the test student', { userId: cast.testStudent.userIds.canvas }, undefined, 422],
    ]
    for (const [what, changes, submission, status] of bad) {
      it(`answer ${status} to ${what}`, async () => {
        expect((await post(score(changes, submission))).status).to.equal(status)
        expect(lms.grade(item.id, educator.key)).to.equal(null)
      })
    }

    it('answer 400 to an older time, and take an equal one', async () => {
      await post(score())
      expect((await post(score({ scoreGiven: 6 }))).status).to.equal(200)
      expect((await post(score({ timestamp: '2026-11-21T19:59:59Z' }))).status).to.equal(400)
      expect(lms.grade(item.id, educator.key)?.score).to.equal(12)
    })

    it('answer 422 while the assignment is unpublished, and after the course has ended', async () => {
      const link = lms.state.links.find(({ id }) => id === item.assignment)!
      link.published = false
      expect((await post(score())).status).to.equal(422)
      lms.publish(item.assignment)
      lms.course().concluded = true
      expect((await post(score())).status).to.equal(422)
      lms.course().concluded = false
      expect((await post(score())).status).to.equal(200)
    })

    it('make one attempt per submission time, none with new_submission false, and stop at the limit', async () => {
      const link = lms.state.links.find(({ id }) => id === item.assignment)!
      link.allowedAttempts = 2
      const at = (submittedAt: string): Record<string, unknown> => score({ submission: { submittedAt } })
      await post(at('2026-11-21T19:00:00Z'))
      await post(at('2026-11-21T19:00:00Z'))
      await post(score({}, { new_submission: false }))
      expect(lms.grade(item.id, educator.key)?.attempts).to.have.length(1)
      await post(at('2026-11-21T19:10:00Z'))
      expect((await post(at('2026-11-21T19:20:00Z'))).status).to.equal(422)
    })

    it('leave a teacher’s grade alone when asked to', async () => {
      await post(score())
      lms.overrideGrade(item.id, educator.key, 19)
      await post(score({ timestamp: '2026-11-21T20:00:09Z' }, { prioritize_non_tool_grade: true }))
      expect(lms.grade(item.id, educator.key)).to.include({ score: 19, by: 'teacher' })
      await post(score({ timestamp: '2026-11-21T20:00:10Z' }))
      expect(lms.grade(item.id, educator.key)).to.include({ score: 10, by: 'tool' })
    })

    it('lead a teacher to the work at the address the tool gave', async () => {
      const data = 'http://localhost:9/launch?attempt=1'
      await post(score({}, { submission_type: 'basic_lti_launch', submission_data: data }))
      const path = `/assignments/${item.assignment}/review/${educator.key}/launch`
      const headers = { cookie: 'practice_lms_person=facilitator-001' }
      const html = await (await fetch(lms.platform().issuer + path, { headers })).text()
      expect(html).to.include(`name="target_link_uri" value="${data}"`)
    })

    it('see no fields in a body of another media type', async () => {
      expect((await post(score(), 'application/json')).status).to.equal(400)
    })
  })

  describe('line items', () => {
    const list = (): string => item.url.replace(/\/\d+$/, '')
    const create = (body: unknown): Promise<Response> =>
      tool.call(list(), { method: 'POST', token, contentType: mediaTypes.lineItem, body })

    it('come ten to a page with a plain Link header', async () => {
      for (let n = 0; n < 12; n += 1) await create({ label: `Item ${n}`, scoreMaximum: 1 })
      const first = await tool.call(list(), { token })
      expect(await first.json()).to.have.length(10)
      const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
      const second = await tool.call(next, { token })
      expect(await second.json()).to.have.length(3)
      expect(second.headers.get('link')).not.to.include('rel="next"')
    })

    it('make a whole assignment without a resource link, and delete it again', async () => {
      const answer = await create({ label: 'New', scoreMaximum: 5, resourceId: 'r', tag: 't' })
      expect(answer.status).to.equal(201)
      const { id, resourceLinkId } = (await answer.json()) as { id: string; resourceLinkId: string }
      expect(lms.state.links.some(({ ltiId }) => ltiId === resourceLinkId)).to.equal(true)
      expect((await tool.call(id, { method: 'DELETE', token })).status).to.equal(204)
      expect(lms.state.links.some(({ ltiId }) => ltiId === resourceLinkId)).to.equal(false)
    })

    it('show only the first of an assignment in the gradebook', async () => {
      const answer = await create({ label: 'Second', scoreMaximum: 5, resourceLinkId: item.link })
      expect(answer.status).to.equal(201)
      expect(lms.gradebook().columns.map(({ label }) => label)).to.deep.equal(['Graded'])
    })

    it('refuse to delete the item of an assignment', async () => {
      expect((await tool.call(item.url, { method: 'DELETE', token })).status).to.equal(401)
    })

    it('answer 404 to an unknown resource link and 412 to another tool’s item', async () => {
      expect((await create({ label: 'X', scoreMaximum: 1, resourceLinkId: 'x' })).status).to.equal(404)
      lms.state.lineItems.find(({ id }) => id === item.id)!.toolId = 'other'
      expect((await tool.call(item.url, { token })).status).to.equal(412)
    })

    it('rename the assignment with their label and keep what a PUT leaves out', async () => {
      await tool.call(item.url, {
        method: 'PUT',
        token,
        contentType: mediaTypes.lineItem,
        body: { tag: 'x' },
      })
      const body = { label: 'Renamed', endDateTime: '2027-01-01T00:00:00Z' }
      const answer = await tool.call(item.url, {
        method: 'PUT',
        token,
        contentType: mediaTypes.lineItem,
        body,
      })
      expect(await answer.json()).to.include({
        label: 'Renamed',
        tag: 'x',
        scoreMaximum: 20,
        endDateTime: body.endDateTime,
      })
      expect(lms.state.links.find(({ id }) => id === item.assignment)?.title).to.equal('Renamed')
    })

    it('are not for callers without a User-Agent', async () => {
      const status = await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` }
        httpRequest(item.url, { headers }, (res) => resolve(res.resume().statusCode))
          .on('error', reject)
          .end()
      })
      expect(status).to.equal(403)
    })
  })

  describe('the roster', () => {
    const url = (): string => item.url.replace(/line_items.*/, 'names_and_roles')
    const read = async (
      query = '',
    ): Promise<{ members: Record<string, unknown>[]; next: string | undefined }> => {
      const answer = await tool.call(url() + query, { token })
      const { members } = (await answer.json()) as { members: Record<string, unknown>[] }
      return { members, next: /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] }
    }

    it('comes 50 to a page and never more', async () => {
      const first = await read('?limit=500')
      expect(first.members).to.have.length(50)
      const second = (await (await tool.call(first.next ?? '', { token })).json()) as { members: unknown[] }
      expect(second.members).to.have.length(50)
    })

    it('keeps the role filter over pages and knows full role URIs only', async () => {
      const { members } = await read(`?role=${encodeURIComponent(roles.teachingAssistant)}`)
      expect(members).to.have.length(4)
      expect((await read('?role=Learner')).members).to.have.length(0)
    })

    it('resolves custom values for each member of a link', async () => {
      const { members } = await read(`?rlid=${item.link}`)
      expect(members[0]).to.have.property('message')
      expect((await tool.call(`${url()}?rlid=x`, { token })).status).to.equal(400)
    })
  })
})
