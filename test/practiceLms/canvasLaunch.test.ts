import { expect } from 'chai'
import type { JWTPayload } from 'jose'
import { cast } from '../../src/practiceLms/cast.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { claims, roles } from '../../src/practiceLms/vocabulary.js'
import { freshItem, openCanvas, type CanvasItem } from './canvasCourse.js'
import type { ProbeTool } from './probeTool.js'

const educator = cast.educators[0]!

describe('practice LMS: a launch from Canvas', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let item: CanvasItem

  before(async () => {
    ;({ lms, tool } = await openCanvas())
  })
  after(() => lms.close())

  beforeEach(() => {
    item = freshItem(lms)
  })

  function request(person: string, launch: object = { assignment: item.assignment }): Record<string, string> {
    const { parameters } = lms.launch({ person, ...launch })
    return {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: tool.clientId,
      redirect_uri: 'http://localhost:9/launch',
      login_hint: parameters['login_hint'] ?? '',
      lti_message_hint: parameters['lti_message_hint'] ?? '',
      nonce: 'n',
    }
  }

  async function launched(person: string, launch?: object): Promise<JWTPayload> {
    const answer = await lms.authorize(request(person, launch))
    if (answer.kind !== 'post') throw new Error(answer.reason)
    return JSON.parse(
      Buffer.from(answer.fields['id_token']?.split('.')[1] ?? '', 'base64url').toString(),
    ) as JWTPayload
  }

  it('names the deployment twice and a frame for storage', () => {
    const { parameters } = lms.launch({ person: educator.key, assignment: item.assignment })
    expect(parameters).to.include({
      lti_storage_target: 'post_message_forwarding',
      canvas_environment: 'prod',
    })
    expect(parameters['deployment_id']).to.equal(parameters['lti_deployment_id'])
  })

  it('lasts an hour and calls people by opaque ids', async () => {
    const launch = await launched(educator.key)
    expect((launch.exp ?? 0) - (launch.iat ?? 0)).to.equal(3600)
    expect(launch.sub).to.equal(educator.userIds.canvas)
    expect(launch[claims.resourceLink]).to.include({ id: item.link })
    expect(launch[claims.custom], 'a due date that is not set').to.deep.equal({
      due: '$Canvas.assignment.dueAt.iso8601',
    })
  })

  const cases: [string, string[]][] = [
    ['educator-001', [roles.institutionStudent, roles.learner, roles.systemUser]],
    ['facilitator-001', [roles.institutionInstructor, roles.instructor, roles.systemUser]],
    [
      'assessor-001',
      [roles.institutionInstructor, roles.teachingAssistant, roles.instructor, roles.systemUser],
    ],
    ['admin-001', [roles.institutionAdministrator, roles.systemUser]],
    ['testStudent-001', [roles.institutionStudent, roles.learner, roles.testUser, roles.systemUser]],
  ]
  for (const [person, expected] of cases) {
    it(`gives ${person} the roles of all three kinds`, async () => {
      expect((await launched(person))[claims.roles]).to.deep.equal(expected)
    })
  }

  it('has no line item from the course menu, where the course is the link', async () => {
    const launch = await launched('facilitator-001', { course: lms.course().id })
    expect(launch[claims.endpoint]).to.have.property('lineitems')
    expect(launch[claims.endpoint]).not.to.have.property('lineitem')
    expect(launch[claims.resourceLink]).to.include({ id: lms.course().ltiId })
  })

  it('posts an error when a hint comes back twice', async () => {
    const form = request(educator.key)
    await lms.authorize(form)
    const again = await lms.authorize(form)
    expect(again.kind === 'post' && again.fields['error']).to.equal('launch_no_longer_valid')
  })

  it('posts login_required for another person and invalid_request_object for another scope', async () => {
    const person = await lms.authorize({ ...request(educator.key), login_hint: 'x' })
    const scope = await lms.authorize({ ...request(educator.key), scope: 'openid email' })
    expect(person.kind === 'post' && person.fields['error']).to.equal('login_required')
    expect(scope.kind === 'post' && scope.fields['error']).to.equal('invalid_request_object')
  })

  it('lets a redirect URI bring a query along', async () => {
    const answer = await lms.authorize({
      ...request(educator.key),
      redirect_uri: 'http://localhost:9/launch?x=1',
    })
    expect(answer.kind).to.equal('post')
  })
})
