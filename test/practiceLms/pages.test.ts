import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { createProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

describe('practice LMS: its pages', () => {
  let lms: PracticeLms
  let base: string
  let course: string

  before(async () => {
    lms = await createPracticeLms({ signingKey, personality: 'moodle' })
    base = await lms.listen()
    await createProbeTool(lms)
    course = lms.course().id
    lms.createAssignment({ title: '<script>alert("x")</script>', week: 2, lineItem: { scoreMaximum: 10 } })
  })
  after(() => lms.close())

  const open = async (
    path: string,
    person?: string,
    form?: Record<string, string>,
    headers: object = {},
  ): Promise<Response> =>
    fetch(base + path, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { ...(person === undefined ? {} : { cookie: `practice_lms_person=${person}` }), ...headers },
      body: form && new URLSearchParams(form),
    })

  it('offer everybody to be picked, and find educators by school', async () => {
    const all = await (await open('/')).text()
    expect(all).to.include('114 people').and.include('Siobhán O&#39;Connor')
    expect(await (await open('/?q=Genesee')).text()).to.include('8 people')
  })

  it('show the twelve weeks, and names as text', async () => {
    const html = await (await open(`/courses/${course}`, 'educator-001')).text()
    expect(html.match(/Week \d+/g)).to.have.length(12)
    expect(html).to.include('&lt;script&gt;alert').and.not.to.include('<script>alert')
  })

  it('open an assignment in a frame that may use microphone and camera', async () => {
    const [link] = lms.state.links
    const html = await (await open(`/assignments/${link!.id}`, 'educator-001')).text()
    expect(html).to.match(/<iframe[^>]+allow="microphone; camera;/)
    const inside = await (await open(`/assignments/${link!.id}/launch`, 'educator-001')).text()
    expect(inside).to.include('action="http://localhost:9/login"').and.include('name="lti_message_hint"')
  })

  it('show a student their own grades only', async () => {
    const [item] = lms.state.lineItems
    lms.overrideGrade(item!.id, 'educator-001', 7, 'For the first')
    lms.overrideGrade(item!.id, 'educator-002', 8, 'For the second')
    const mine = await (await open(`/courses/${course}/grades`, 'educator-001')).text()
    expect(mine).to.include('For the first').and.not.to.include('For the second')
    const all = await (await open(`/courses/${course}/grades`, 'facilitator-001')).text()
    expect(all).to.include('For the first').and.include('For the second')
  })

  it('keep what teachers do from students', async () => {
    const [link] = lms.state.links
    const [tool] = lms.state.tools
    for (const path of [
      `/courses/${course}/copy`,
      `/courses/${course}/content?tool=${tool!.id}`,
      `/assignments/${link!.id}/review/educator-002`,
    ]) {
      expect((await open(path, 'educator-001')).status, path).to.equal(404)
      expect((await open(path, 'facilitator-001')).status, path).to.equal(200)
    }
  })

  it('refuse forms from other sites', async () => {
    const other = await open(
      '/faults',
      undefined,
      { group: 'scores', kind: 'unavailable' },
      { origin: 'http://localhost:9' },
    )
    expect(other.status).to.equal(403)
    expect(
      (await open('/faults', undefined, { group: 'scores', kind: 'unavailable' }, { origin: base })).status,
    ).to.equal(303)
    expect(await (await open('/faults')).text()).to.include('Answer 503')
    expect((await open('/faults/end', undefined, { group: 'scores' })).status).to.equal(303)
  })

  it('send people nowhere but to itself', async () => {
    const away = await open('/session', undefined, { person: 'educator-001', next: '//evil.example' })
    expect(away.headers.get('location')).to.equal('/')
    const near = await open('/as/educator-001?next=/courses/1')
    expect(near.headers.get('location')).to.equal('/courses/1')
  })

  it('run no inline script and open in nobody else’s frame', async () => {
    const policy = (await open('/')).headers.get('content-security-policy')
    expect(policy)
      .to.include("default-src 'self'")
      .and.include("frame-ancestors 'self'")
      .and.not.to.include('unsafe-inline')
  })

  it('copy a course with new links that keep their mapping', async () => {
    const before = lms.createAssignment({
      title: 'Mapped',
      custom: { cairn_mapping: 'm-9' },
      lineItem: { scoreMaximum: 10, resourceId: 'm-9', tag: 'cairn' },
    })
    const answer = await open(`/courses/${course}/copies`, 'facilitator-001', {
      title: 'Next term',
      label: 'FOP2',
    })
    const copy = lms.course('FOP2')
    expect(answer.headers.get('location')).to.equal(`/courses/${copy.id}`)
    const link = lms.state.links.find((one) => one.courseId === copy.id && one.title === 'Mapped')!
    const item = lms.state.lineItems.find((one) => one.coupledLinkId === link.id)!
    expect(link.id).not.to.equal(before.id)
    expect(link.custom).to.deep.equal({ cairn_mapping: 'm-9' })
    expect(item).to.include({ resourceId: 'm-9', tag: 'cairn', courseId: copy.id })
    expect(item.grades).to.deep.equal({})
    expect(copy.copiedFrom).to.deep.equal([course])
    expect(copy.enrolments).to.have.length(7)
  })

  it('answer 404 to what is not there', async () => {
    for (const path of ['/courses/9', '/assignments/9', '/nowhere', `/courses/${course}`]) {
      expect((await open(path)).status, path).to.equal(404)
    }
  })
})

describe('practice LMS: its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-lms-'))

  it('keeps tools, assignments, grades, tokens and keys over a restart', async () => {
    const dataFile = join(folder, 'sub', 'lms.json')
    const options = { personality: 'moodle', dataFile, signingKey } as const
    const first = await createPracticeLms(options)
    await first.listen()
    const tool = await createProbeTool(first)
    const { lineItemId } = first.createAssignment({ title: 'Kept', lineItem: { scoreMaximum: 10 } })
    first.overrideGrade(lineItemId ?? '', 'educator-001', 9)
    await tool.token()
    const before = structuredClone(first.state)
    await first.close()
    expect(statSync(dataFile).mode & 0o777).to.equal(0o600)
    const second = await createPracticeLms(options)
    expect(second.state).to.deep.equal(before)
    await second.close()
  })

  it('does not touch a file that is not its own', async () => {
    const dataFile = join(folder, 'other.json')
    writeFileSync(dataFile, '{"mine":true}')
    const refused = await createPracticeLms({ signingKey, personality: 'moodle', dataFile }).then(
      () => null,
      String,
    )
    expect(refused).to.include('does not hold the state')
    expect(readFileSync(dataFile, 'utf8')).to.equal('{"mine":true}')
  })
})
