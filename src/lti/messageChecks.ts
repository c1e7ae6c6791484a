import type { Check } from './tokenChecks.js'
import { claim, isMessageType } from './vocabulary.js'

/** Ids are texts of at most 255 characters (Core §5.3.3, §5.3.5, §5.3.6, §5.4.1). */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 255

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Core §5.3.2. */
export const versionIsOurs: Check = ({ claims }) => (claims[claim.version] === '1.3.0' ? null : 'lti.version')

/** Core §5.3.1. */
const messageIsKnown: Check = ({ claims }) =>
  isMessageType(claims[claim.messageType]) ? null : 'lti.message-type'

/** Core §5.3.3. */
export const deploymentIsNamed: Check = ({ claims }) =>
  isId(claims[claim.deploymentId]) ? null : 'lti.deployment-missing'

/** Core §4.1.2: the deployment named at login is the one of the claim. */
const deploymentIsThatOfLogin: Check = ({ claims, expected }) =>
  expected.deploymentId === null || claims[claim.deploymentId] === expected.deploymentId
    ? null
    : 'lti.deployment-changed'

const personal = ['name', 'given_name', 'family_name', 'middle_name', 'email', 'picture']

/**
 * Core §5.3.6, §5.3.6.1: a platform that keeps people anonymous sends no `sub` and nothing else about them. A token
 * that tells of a person and leaves out who it is has lost its subject (certification, bad payload 12).
 */
const subjectIsNamed: Check = ({ claims }) => {
  const anonymous = claims['sub'] === undefined && personal.every((name) => claims[name] === undefined)
  return anonymous || isId(claims['sub']) ? null : 'lti.subject'
}

/** Core §5.3.7: a list of texts, which may be empty or hold roles nobody knows. */
const rolesAreAList: Check = ({ claims }) => {
  const roles = claims[claim.roles]
  return Array.isArray(roles) && roles.every((role) => typeof role === 'string') ? null : 'lti.roles'
}

/** Core §5.3.4: only the signed claim decides where the person goes, and only to a page of ours. */
const targetIsOurs: Check = ({ claims, expected }) => {
  const target = claims[claim.targetLinkUri]
  return typeof target === 'string' && URL.canParse(target) && new URL(target).origin === expected.origin
    ? null
    : 'lti.target-link'
}

/** Core §5.3.5; a deep-linking request has none (Deep Linking §4.4). */
const resourceLinkIsNamed: Check = ({ claims }) => {
  if (claims[claim.messageType] === 'LtiDeepLinkingRequest') return null
  const link = claims[claim.resourceLink]
  return isObject(link) && isId(link['id']) ? null : 'lti.resource-link'
}

/** Core §5.4.1: a launch need not have a context, but one it has must have an id. */
export const contextIsNamed: Check = ({ claims }) => {
  const context = claims[claim.context]
  if (context === undefined || context === null) return null
  return isObject(context) && isId(context['id']) ? null : 'lti.context'
}

/** Deep Linking §4.4.1: the settings, their return address and accepted types are required; the address may not be script or a stranger's http. */
const deepLinkingCanReturn: Check = ({ claims, expected }) => {
  if (claims[claim.messageType] !== 'LtiDeepLinkingRequest') return null
  const settings = claims[claim.deepLinkingSettings]
  if (!isObject(settings) || !Array.isArray(settings['accept_types'])) return 'lti.deep-linking-settings'
  const address = settings['deep_link_return_url']
  if (typeof address !== 'string' || !URL.canParse(address)) return 'lti.deep-linking-return'
  const url = new URL(address)
  const safe = url.protocol === 'https:' || expected.platformOrigins.includes(url.origin)
  return safe && !url.username && !url.password ? null : 'lti.deep-linking-return'
}

/** Submission Review §3.1: whose work is meant. */
const reviewNamesALearner: Check = ({ claims }) => {
  if (claims[claim.messageType] !== 'LtiSubmissionReviewRequest') return null
  const person = claims[claim.forUser]
  return isObject(person) && isId(person['user_id']) ? null : 'lti.for-user'
}

/** What a message must bring to be a launch, in the order of the specification. */
export const messageChecks: readonly Check[] = [
  versionIsOurs,
  messageIsKnown,
  deploymentIsNamed,
  deploymentIsThatOfLogin,
  subjectIsNamed,
  rolesAreAList,
  targetIsOurs,
  resourceLinkIsNamed,
  contextIsNamed,
  deepLinkingCanReturn,
  reviewNamesALearner,
]
