/** The names LTI gives to things on the wire. Nothing outside src/lti ever sees one. */

const core = 'https://purl.imsglobal.org/spec/lti/claim/'
const deepLinkingClaim = 'https://purl.imsglobal.org/spec/lti-dl/claim/'

/** Claim names (Core §5.3 and §5.4, AGS §3.1, NRPS §3.6, Deep Linking §4.4 and §5.2, Submission Review §3, Platform Notification Service). */
export const claim = {
  version: `${core}version`,
  messageType: `${core}message_type`,
  deploymentId: `${core}deployment_id`,
  targetLinkUri: `${core}target_link_uri`,
  resourceLink: `${core}resource_link`,
  roles: `${core}roles`,
  context: `${core}context`,
  custom: `${core}custom`,
  presentation: `${core}launch_presentation`,
  platform: `${core}tool_platform`,
  forUser: `${core}for_user`,
  noticeService: `${core}platformnotificationservice`,
  notice: `${core}notice`,
  originContexts: `${core}origin_contexts`,
  grades: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  deepLinkingSettings: `${deepLinkingClaim}deep_linking_settings`,
  contentItems: `${deepLinkingClaim}content_items`,
  deepLinkingData: `${deepLinkingClaim}data`,
  deepLinkingMessage: `${deepLinkingClaim}msg`,
} as const

/** The messages we understand, and what we call them. */
export const messageKinds = {
  LtiResourceLinkRequest: 'resource-link',
  LtiDeepLinkingRequest: 'deep-linking',
  LtiSubmissionReviewRequest: 'submission-review',
} as const

export type MessageType = keyof typeof messageKinds
export type LaunchKind = (typeof messageKinds)[MessageType]

export const isMessageType = (value: unknown): value is MessageType =>
  typeof value === 'string' && Object.hasOwn(messageKinds, value)

/** The notice a platform sends when a course was copied (Platform Notification Service 1.0). */
export const contextCopyNotice = 'LtiContextCopyNotice'

/** Scopes of the services we use (AGS §3.1, NRPS §3.6, Platform Notification Service). */
export const scope = {
  lineItem: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  lineItemRead: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  resultRead: 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  noticeHandlers: 'https://purl.imsglobal.org/spec/lti/scope/noticehandlers',
} as const

export type ScopeName = keyof typeof scope

/** Every scope that is asked for, with what we call it; without an optional one everything works, if less by itself. */
export const wantedScopes = Object.entries(scope).map(([name, uri]) => ({
  name: name as ScopeName,
  uri,
  optional: name === 'noticeHandlers',
}))

/** Lets a tool send an update of its registration (Canvas, LTI Registration Updates). */
export const registrationScope = 'https://purl.imsglobal.org/spec/lti-reg/scope/registration'

/** Media types, to be sent alone and exactly: Moodle answers 400 to anything else (observed in Moodle 4.5). */
export const mediaType = {
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  results: 'application/vnd.ims.lis.v2.resultcontainer+json',
  score: 'application/vnd.ims.lis.v1.score+json',
  roster: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
} as const
