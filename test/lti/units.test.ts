import { expect } from 'chai'
import { contentItem } from '../../src/lti/deepLinking.js'
import { linkTo } from '../../src/lti/linkHeader.js'
import { readMembers } from '../../src/lti/roster.js'
import { readScoreAnswer, scoreBody, type ScorePosting } from '../../src/lti/scores.js'
import { below } from '../../src/lti/serviceCall.js'
import { failureOf } from '../../src/lti/serviceFailure.js'
import { canvasDeveloperKey, registrationRequest } from '../../src/lti/toolConfiguration.js'

const now = new Date('2026-03-01T12:00:00Z')
const answer = (status: number, body = '', headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(body),
})

describe('small rules of the protocol', () => {
  it('finds the next page in every Link header platforms write', () => {
    const cases: [string | undefined, string | null][] = [
      ['<https://a/b?page=2>; rel="next"', 'https://a/b?page=2'],
      ['<https://a/b?x=1&amp;from=50>; rel=“next”', 'https://a/b?x=1&from=50'],
      ['<https://a/1>; rel="current", <https://a/2>; rel="next", <https://a/9>; rel="last"', 'https://a/2'],
      ['<https://a/1,2>;rel=next', 'https://a/1,2'],
      ['<https://a/2>; title="x"; rel="prev next"', 'https://a/2'],
      ['<https://a/d>; rel="differences"', null],
      ['<https://a/d>; rel="nextish"', null],
      ['rel="next"', null],
      ['', null],
      [undefined, null],
    ]
    for (const [header, expected] of cases) expect(linkTo(header, 'next'), header).to.equal(expected)
    expect(linkTo('<https://a/2>; rel="next", <https://a/d>; rel=“differences”', 'differences')).to.equal(
      'https://a/d',
    )
  })

  it('puts /scores on the path, before the query', () => {
    expect(
      below('https://m.example/mod/lti/services.php/2/lineitems/5/lineitem?type_id=1', 'scores'),
    ).to.equal('https://m.example/mod/lti/services.php/2/lineitems/5/lineitem/scores?type_id=1')
    expect(below('https://c.example/api/lti/courses/1/line_items/2/', 'results')).to.equal(
      'https://c.example/api/lti/courses/1/line_items/2/results',
    )
  })

  it('writes a score with the moment it changed, and nothing the platform was not asked to know', () => {
    const posting: ScorePosting = {
      registrationId: 'r',
      deploymentId: 'd',
      lineItemUrl: 'https://x/',
      userId: '4',
      timestamp: now,
      scoreGiven: null,
      scoreMaximum: 4,
      activityProgress: 'Submitted',
      gradingProgress: 'PendingManual',
      comment: '',
    }
    expect(scoreBody(posting)).to.deep.equal({
      userId: '4',
      timestamp: '2026-03-01T12:00:00.000Z',
      activityProgress: 'Submitted',
      gradingProgress: 'PendingManual',
    })
    expect(
      scoreBody({
        ...posting,
        scoreGiven: 0,
        submittedAt: now,
        canvas: { preserveScore: true, newSubmission: false },
      }),
    ).to.deep.include({
      scoreGiven: 0,
      scoreMaximum: 4,
      submission: { submittedAt: '2026-03-01T12:00:00.000Z' },
      'https://canvas.instructure.com/lti/submission': { new_submission: false, preserve_score: true },
    })
  })

  it('reads what platforms mean by their answers to a score', () => {
    const cases: [Parameters<typeof readScoreAnswer>[0], number, string, object][] = [
      ['moodle', 200, '', { kind: 'accepted', status: 200 }],
      ['canvas', 201, '{}', { kind: 'accepted', status: 201 }],
      ['moodle', 409, '[]', { kind: 'stale', status: 409 }],
      [
        'canvas',
        400,
        'Provided timestamp of a before last updated timestamp of b',
        { kind: 'stale', status: 400 },
      ],
      ['moodle', 400, '[]', { kind: 'refused', code: 'not-a-student', status: 400 }],
      ['canvas', 400, 'Invalid', { kind: 'refused', code: 'bad-request', status: 400 }],
      ['moodle', 500, '[]', { kind: 'refused', code: 'locked', status: 500 }],
      ['moodle', 500, 'Fatal error', { kind: 'retry', reason: 'platform-fault', status: 500 }],
      [
        'canvas',
        422,
        'This assignment is still unpublished',
        { kind: 'refused', code: 'unpublished', status: 422 },
      ],
      [
        'canvas',
        422,
        'This course has concluded. AGS requests will no longer be accepted',
        { kind: 'refused', code: 'course-over', status: 422 },
      ],
      [
        'canvas',
        422,
        'User not found in course or is not a student',
        { kind: 'refused', code: 'not-a-student', status: 422 },
      ],
      [
        'canvas',
        422,
        'The maximum number of allowed attempts has been reached',
        { kind: 'refused', code: 'attempts-used', status: 422 },
      ],
      ['canvas', 403, '403 Forbidden (Rate Limit Exceeded)', { kind: 'retry', reason: 'busy', status: 403 }],
      ['canvas', 401, '', { kind: 'refused', code: 'no-permission', status: 401 }],
      ['canvas', 412, '', { kind: 'refused', code: 'no-permission', status: 412 }],
      ['other', 404, '', { kind: 'refused', code: 'gone', status: 404 }],
      ['other', 423, '', { kind: 'refused', code: 'locked', status: 423 }],
      ['other', 504, '', { kind: 'retry', reason: 'platform-fault', status: 504 }],
    ]
    for (const [family, status, body, expected] of cases)
      expect(
        readScoreAnswer(family, answer(status, body), now),
        `${family} ${String(status)} ${body}`,
      ).to.deep.equal(expected)
  })

  it('reads Retry-After as seconds or as a date, never more than a day, and forgives nonsense', () => {
    const wait = (value: string) => {
      const failure = failureOf(answer(429, '', { 'retry-after': value }), now)
      return failure.kind === 'retry' ? failure.after : null
    }
    expect(wait('120')).to.equal(120)
    expect(wait('Sun, 01 Mar 2026 12:01:30 GMT')).to.equal(90)
    expect(wait('999999999')).to.equal(86_400)
    for (const nonsense of ['soon', '-5', '', 'Sun, 01 Mar 2020 12:01:30 GMT'])
      expect(wait(nonsense)).to.equal(undefined)
  })

  it('makes one member of a person listed twice, and none of an entry without an id', () => {
    const members = readMembers([
      { user_id: '1', roles: ['Learner'], name: ' Amal ', email: '' },
      { user_id: '1', roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'] },
      { user_id: 7, roles: 'Instructor', status: 'Inactive' },
      { roles: ['Learner'] },
      null,
    ])
    expect(members).to.deep.equal([
      { sub: '1', name: 'Amal', roles: ['educator', 'observer'], active: true },
      { sub: '7', roles: [], active: false },
    ])
  })

  it('places whole points from 1 to 100 only', () => {
    const link = { title: 'Safety', url: 'https://cairn.example/', custom: { cairn_mapping: 'm' } }
    expect(contentItem(link)).not.to.have.property('lineItem')
    expect(contentItem({ ...link, points: 20, tag: 'kind', reviewLabel: 'Open' })['lineItem']).to.deep.equal({
      label: 'Safety',
      scoreMaximum: 20,
      resourceId: 'm',
      tag: 'kind',
      submissionReview: {
        reviewableStatus: ['InProgress', 'Submitted', 'Completed'],
        label: 'Open',
        url: 'https://cairn.example/',
      },
    })
    for (const points of [0, 101, 12.5, -1, NaN])
      expect(() => contentItem({ ...link, points })).to.throw(RangeError)
  })

  it('asks a platform only for scopes it lists', () => {
    const asked = registrationRequest({
      publicUrl: 'https://cairn.example',
      scopesSupported: ['openid', 'https://purl.imsglobal.org/spec/lti-ags/scope/score'],
      forCanvas: false,
      loginHost: null,
    })
    expect(asked['scope']).to.equal('https://purl.imsglobal.org/spec/lti-ags/scope/score')
  })

  it('describes itself to Canvas with every field a developer key needs', () => {
    const key = canvasDeveloperKey('https://cairn.example', null)
    expect(key).to.include({
      oidc_initiation_url: 'https://cairn.example/lti/login',
      public_jwk_url: 'https://cairn.example/lti/keys',
      target_link_uri: 'https://cairn.example/',
    })
    const own = canvasDeveloperKey('https://cairn.example', 'canvas.school.example')
    expect(own['oidc_initiation_url']).to.equal('https://cairn.example/lti/login/canvas.school.example')
    expect(JSON.stringify(key)).to.contain('"privacy_level":"public"').and.to.contain('assignment_selection')
  })
})
