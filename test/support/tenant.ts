import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import type { Clock } from '../../src/clock/clock.js'
import { operator } from '../../src/audit/actor.js'
import { defaultSettings } from '../../src/institutions/settings.js'
import {
  createPracticeLms,
  type PracticeLms,
  type PracticeLmsOptions,
} from '../../src/practiceLms/practiceLms.js'
import type { Tool } from '../../src/tool.js'
import { Visitor, type Page } from './visitor.js'

/** An institution of a running tool and the practice LMS that is registered for it. */
export interface Tenant {
  lms: PracticeLms
  institutionId: string
  registrationId: string
  /** Opens an assignment (or with none, the course) as somebody of the cast, the way a browser would. */
  launch(person: string, options?: LaunchOptions): Promise<{ visitor: Visitor; page: Page }>
}

export interface LaunchOptions {
  assignment?: string
  course?: string
  message?: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest'
  visitor?: Visitor
  /** Where in Canvas the tool is opened. */
  placement?: string
  /** Through which installation of the tool, where there are several. */
  deploymentId?: string
  targetLinkUri?: string | undefined
  /** Whose work a submission review shows. */
  forPerson?: string
}

/**
 * Makes an institution with the shipped catalogue and a practice LMS of its own; one look settles an attempt there, as the draw of those
 * that get a second one hangs on ids. The caller closes the LMS.
 */
export async function addTenant(
  tool: Tool,
  options: { name: string; personality: PracticeLmsOptions['personality']; clock: Clock },
): Promise<Tenant> {
  const { personality, clock } = options
  const { services } = tool
  const lms = await createPracticeLms({ personality, now: () => clock.now() })
  await lms.listen()
  const { id: institutionId } = await services.institutions.create(operator, { name: options.name })
  await services.institutions.changeSettings(operator, institutionId, {
    ...defaultSettings,
    scoredTwicePercent: 0,
    borderlineTwice: false,
  })
  await offerShippedCatalogue(services.catalogue, operator, institutionId, clock.now())
  const registered = lms.registerTool({
    name: 'Cairn',
    loginUrl: `${tool.url}/lti/login`,
    redirectUris: [`${tool.url}/lti/launch`],
    keysUrl: `${tool.url}/lti/keys`,
    custom: { context_history: '$Context.id.history' },
  })
  const urls = lms.platform()
  const registration = await services.platforms.add(operator, {
    institutionId,
    issuer: urls.issuer,
    clientId: registered.clientId,
    authUrl: urls.authorizationUrl,
    tokenUrl: urls.tokenUrl,
    jwksUrl: urls.keysUrl,
    family: personality,
    deploymentId: registered.deploymentId,
    approve: true,
  })
  return {
    lms,
    institutionId,
    registrationId: registration.id,
    async launch(person, { visitor = new Visitor(), ...request } = {}) {
      const login = lms.launch({ person, ...request })
      const asked = await visitor.sendOnce(login.url, login.parameters, new URL(urls.issuer))
      const answer = await lms.authorize(Object.fromEntries(asked.searchParams))
      if (answer.kind === 'refused') throw new Error(`the practice LMS refused: ${answer.reason}`)
      const page = await visitor.send(answer.url, answer.fields, new URL(urls.issuer))
      return { visitor, page }
    },
  }
}
