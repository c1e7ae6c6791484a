import { operator } from '../../../src/audit/actor.js'
import type { Caller } from '../../../src/lti/serviceCall.js'
import { createPracticeLms, type PracticeLms } from '../../../src/practiceLms/practiceLms.js'
import { freePort } from '../../support/world.js'
import type { Tool } from './tool.js'

export interface Practice {
  lms: PracticeLms
  /** The installation of the tool there. */
  caller: Caller
  lineItemsUrl: string
  rosterUrl: string
  close(): Promise<void>
}

/** Who an LMS says it is where that is not its address, and how it numbers the tool; `institutionId` is whose it is. */
export interface Posing {
  issuer: string
  clientId: string
  deploymentId: string
  institutionId: string
}

/** Starts the practice LMS in one of its personalities and makes it and the tool known to each other. */
export async function openPractice(
  tool: Tool,
  personality: 'moodle' | 'canvas',
  scopes?: readonly string[],
  posing?: Posing,
): Promise<Practice> {
  const port = posing ? await freePort() : 0
  const lms = await createPracticeLms({
    personality,
    now: () => tool.clock.now(),
    ...(posing ? { issuer: posing.issuer, baseUrl: `http://127.0.0.1:${String(port)}` } : {}),
  })
  await lms.listen(port)
  const { clientId, deploymentId } = lms.registerTool({
    name: 'Cairn',
    ...(posing ? { clientId: posing.clientId, deploymentIds: [posing.deploymentId] } : {}),
    loginUrl: `${tool.publicUrl}/lti/login`,
    redirectUris: [`${tool.publicUrl}/lti/launch`],
    launchUrl: `${tool.publicUrl}/`,
    keysUrl: `${tool.publicUrl}/lti/keys`,
    scopes,
  })
  const urls = lms.platform()
  const registration = await tool.platforms.add(operator, {
    institutionId: posing?.institutionId ?? tool.institution.id,
    issuer: urls.issuer,
    clientId,
    authUrl: urls.authorizationUrl,
    tokenUrl: urls.tokenUrl,
    jwksUrl: urls.keysUrl,
    family: personality,
    deploymentId,
    approve: true,
  })
  const deployment = await tool.registry.findDeployment(registration.id, deploymentId)
  const first = lms.createAssignment({ title: 'For its addresses', lineItem: { scoreMaximum: 10 } })
  const claims = await claimsOf(lms, tool, first.id)
  return {
    lms,
    caller: { registrationId: registration.id, deploymentId: deployment?.id ?? '' },
    lineItemsUrl: claims.endpoint,
    rosterUrl: claims.roster,
    close: () => lms.close(),
  }
}

/** The service addresses a launch of this assignment names. */
async function claimsOf(lms: PracticeLms, tool: Tool, assignment: string) {
  const { parameters } = lms.launch({ person: 'educator-001', assignment })
  const answer = await lms.authorize({
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: parameters['client_id'] ?? '',
    redirect_uri: `${tool.publicUrl}/lti/launch`,
    login_hint: parameters['login_hint'] ?? '',
    lti_message_hint: parameters['lti_message_hint'] ?? '',
    state: 's',
    nonce: 'n',
  })
  if (answer.kind !== 'post') throw new Error('the practice LMS did not launch')
  const [, payload] = (answer.fields['id_token'] ?? '').split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<
    string,
    Record<string, string>
  >
  return {
    endpoint: claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint']?.['lineitems'] ?? '',
    roster:
      claims['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice']?.[
        'context_memberships_url'
      ] ?? '',
  }
}
