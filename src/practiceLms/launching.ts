import type { Launch } from './launches.js'
import { find, lineItemsOf, Missing } from './lookups.js'
import type { Site } from './site.js'
import type { Person, ResourceLink, Tool } from './state.js'
import type { MessageType } from './vocabulary.js'

/** Who opens what. A person, course, assignment or tool is named by any id it has. */
export interface LaunchRequest {
  person: string
  assignment?: string
  course?: string
  tool?: string
  message?: MessageType
  /** Whose work is opened by a submission review. */
  forPerson?: string
  targetLinkUri?: string
  deploymentId?: string
  container?: Launch['container']
  placement?: string
}

/** Where the person is sent first and with what: a form POST to the tool's login URL (SEC §5.1.1.1). */
export interface LoginInitiation {
  url: string
  parameters: Record<string, string>
}

function targetOf(site: Site, request: LaunchRequest, tool: Tool, link: ResourceLink | null): string {
  if (request.targetLinkUri !== undefined) return request.targetLinkUri
  if (request.message === 'LtiDeepLinkingRequest') return tool.deepLinkUrl
  const review =
    link && request.message === 'LtiSubmissionReviewRequest' ? lineItemsOf(site.state, link)[0] : undefined
  return review?.submissionReview?.url ?? link?.url ?? tool.launchUrl
}

/** Begins a launch; throws `Missing` when one of its parts is not there or the tool is not active. */
export function beginLaunch(site: Site, request: LaunchRequest): Launch {
  const { state } = site
  const person = find.person(state, request.person)
  const link = request.assignment === undefined ? null : find.link(state, request.assignment)
  const course = find.course(state, link?.courseId ?? request.course ?? state.courses[0]?.id ?? '')
  const active = state.tools.filter((candidate) => candidate.active)
  const tool = find.tool({ ...state, tools: active }, link?.toolId ?? request.tool ?? active[0]?.id ?? '')
  const message = request.message ?? 'LtiResourceLinkRequest'
  if (!link && message !== 'LtiDeepLinkingRequest' && site.personality.name === 'moodle') {
    throw new Missing('A tool is opened through an assignment here')
  }
  const forPerson = request.forPerson === undefined ? null : find.person(state, request.forPerson)
  return site.launches.begin({
    message,
    personId: person.id,
    courseId: course.id,
    toolId: tool.id,
    deploymentId: request.deploymentId ?? tool.deploymentIds[0] ?? tool.id,
    linkId: link?.id ?? null,
    forPersonId: forPerson && site.personality.subject(forPerson),
    targetLinkUri: targetOf(site, request, tool, link),
    container: request.container ?? 'iframe',
    placement: request.placement ?? (link ? 'assignment_selection' : 'course_navigation'),
  })
}

/** The login initiation of a begun launch. */
export function loginInitiation(site: Site, launch: Launch): LoginInitiation {
  const { loginUrl } = find.tool(site.state, launch.toolId)
  return { url: loginUrl, parameters: site.personality.loginParameters(site, launch) }
}

/** Opens one person's work for somebody: a submission review in Moodle; in Canvas, which has no such message, the
 * address the tool gave with the newest attempt. */
export function reviewLaunch(site: Site, link: ResourceLink, viewer: Person, owner: Person): Launch {
  const request = { person: viewer.id, assignment: link.id }
  if (site.personality.name === 'moodle') {
    return beginLaunch(site, { ...request, message: 'LtiSubmissionReviewRequest', forPerson: owner.id })
  }
  const attempt = lineItemsOf(site.state, link)[0]?.grades[owner.id]?.attempts.at(-1)
  const launchable = attempt?.type === 'basic_lti_launch' || attempt?.type === 'external_tool'
  const targetLinkUri =
    launchable && URL.canParse(attempt.data ?? '') ? (attempt.data ?? undefined) : undefined
  return beginLaunch(site, { ...request, targetLinkUri })
}
