/** The URIs of LTI 1.3 and its services that a platform speaks. */
const claim = 'https://purl.imsglobal.org/spec/lti/claim'
const deepLinking = 'https://purl.imsglobal.org/spec/lti-dl/claim'

export const claims = {
  messageType: `${claim}/message_type`,
  version: `${claim}/version`,
  deploymentId: `${claim}/deployment_id`,
  targetLinkUri: `${claim}/target_link_uri`,
  resourceLink: `${claim}/resource_link`,
  roles: `${claim}/roles`,
  context: `${claim}/context`,
  custom: `${claim}/custom`,
  lis: `${claim}/lis`,
  ext: `${claim}/ext`,
  launchPresentation: `${claim}/launch_presentation`,
  toolPlatform: `${claim}/tool_platform`,
  forUser: `${claim}/for_user`,
  noticeService: `${claim}/platformnotificationservice`,
  notice: `${claim}/notice`,
  originContexts: `${claim}/origin_contexts`,
  legacyUserId: `${claim}/lti11_legacy_user_id`,
  endpoint: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  basicOutcome: 'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome',
  deepLinkingSettings: `${deepLinking}/deep_linking_settings`,
  contentItems: `${deepLinking}/content_items`,
  deepLinkingData: `${deepLinking}/data`,
  deepLinkingMessage: `${deepLinking}/msg`,
  deepLinkingError: `${deepLinking}/errormsg`,
} as const

const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope'

export const scopes = {
  lineItem: `${ags}/lineitem`,
  lineItemReadonly: `${ags}/lineitem.readonly`,
  result: `${ags}/result.readonly`,
  score: `${ags}/score`,
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  noticeHandlers: 'https://purl.imsglobal.org/spec/lti/scope/noticehandlers',
} as const

/** Lets a tool send an update of its own registration; only Canvas knows it. */
export const registrationScope = 'https://purl.imsglobal.org/spec/lti-reg/scope/registration'

export const gradeScopes: readonly string[] = [
  scopes.lineItem,
  scopes.lineItemReadonly,
  scopes.result,
  scopes.score,
]
/** What both LMSs grant. */
export const everyScope: readonly string[] = [...gradeScopes, scopes.roster]
/** Canvas also tells tools what happened while nobody used them. */
export const canvasScopes: readonly string[] = [...everyScope, scopes.noticeHandlers, registrationScope]

export const noticeTypes: readonly string[] = ['LtiHelloWorldNotice', 'LtiContextCopyNotice']

export const mediaTypes = {
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  results: 'application/vnd.ims.lis.v2.resultcontainer+json',
  score: 'application/vnd.ims.lis.v1.score+json',
  roster: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
} as const

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership'
const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person'
const system = 'http://purl.imsglobal.org/vocab/lis/v2/system/person'

export const roles = {
  learner: `${membership}#Learner`,
  instructor: `${membership}#Instructor`,
  teachingAssistant: `${membership}/Instructor#TeachingAssistant`,
  institutionStudent: `${institution}#Student`,
  institutionInstructor: `${institution}#Instructor`,
  institutionAdministrator: `${institution}#Administrator`,
  systemAdministrator: `${system}#Administrator`,
  systemUser: `${system}#User`,
  testUser: 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
} as const

export type MessageType = 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
