import { claim } from '../../../src/lti/vocabulary.js'
import type { TestBrowser } from './browser.js'
import type { TestPlatform } from './platform.js'
import type { Tool } from './tool.js'

export type Role = 'teacher' | 'student'

export interface Begun {
  state: string
  nonce: string
  url: URL
}

/** Begins a login as the platform's page would, and reads what the tool asks of the platform. */
export async function beginLogin(
  tool: Tool,
  platform: TestPlatform,
  browser: TestBrowser,
  more: Record<string, string> = {},
): Promise<Begun> {
  const answer = await browser.post('/lti/login', {
    iss: platform.issuer,
    client_id: platform.registration.clientId,
    login_hint: 'hint',
    lti_message_hint: '{"cmid":2,"launchid":"a b"}',
    lti_deployment_id: platform.deploymentId,
    target_link_uri: `${tool.publicUrl}/`,
    ...more,
  })
  if (answer.status !== 302)
    throw new Error(`login was answered ${String(answer.status)}: ${answer.text.slice(0, 200)}`)
  const url = new URL(answer.location ?? '')
  return { url, state: url.searchParams.get('state') ?? '', nonce: url.searchParams.get('nonce') ?? '' }
}

const context = { id: 'course-1', label: 'REA101', title: 'Foundations of Practice', type: ['CourseSection'] }
const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'

/** What an honest platform says of a teacher or a student who opens an assignment. Times are of `at`. */
export function honestClaims(
  tool: Tool,
  platform: TestPlatform,
  begun: Pick<Begun, 'nonce'>,
  role: Role,
  at = tool.clock.now(),
): Record<string, unknown> {
  const now = Math.floor(at.getTime() / 1000)
  const teacher = role === 'teacher'
  return {
    iss: platform.issuer,
    aud: platform.registration.clientId,
    sub: teacher ? 'teacher-3' : 'student-4',
    iat: now,
    exp: now + 60,
    nonce: begun.nonce,
    name: teacher ? 'Tina Teacher' : 'Sam Student',
    given_name: teacher ? 'Tina' : 'Sam',
    family_name: teacher ? 'Teacher' : 'Student',
    email: teacher ? 'tina@example.org' : 'sam@example.org',
    [claim.version]: '1.3.0',
    [claim.messageType]: 'LtiResourceLinkRequest',
    [claim.deploymentId]: platform.deploymentId,
    [claim.targetLinkUri]: `${tool.publicUrl}/assignments/7?week=3`,
    [claim.roles]: [membership + (teacher ? 'Instructor' : 'Learner')],
    [claim.context]: context,
    [claim.resourceLink]: { id: 'link-1', title: 'Safety plan', description: '' },
    [claim.custom]: { cairn_mapping: 'mapping-1', due: '$ResourceLink.submission.endDateTime' },
    [claim.presentation]: { locale: 'en', document_target: 'iframe', return_url: `${platform.url}/return` },
    [claim.platform]: { product_family_code: 'moodle' },
    [claim.grades]: {
      scope: ['https://purl.imsglobal.org/spec/lti-ags/scope/score'],
      lineitems: `${platform.url}/2/lineitems?type_id=1`,
      lineitem: `${platform.url}/2/lineitems/5/lineitem?type_id=1`,
    },
    [claim.roster]: { context_memberships_url: `${platform.url}/members`, service_versions: ['2.0'] },
  }
}
