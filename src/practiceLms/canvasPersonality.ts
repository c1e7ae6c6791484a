import { createHash } from 'node:crypto'
import { Router } from 'express'
import { json } from './answers.js'
import { canvasAuthorize, canvasLoginParameters } from './canvasAuthorization.js'
import { canvasClaims, contentData } from './canvasClaims.js'
import { canvasTakeContent } from './canvasContent.js'
import { canvasLineItemRoutes } from './canvasLineItems.js'
import { announceCopy, canvasNoticeRoutes } from './canvasNotices.js'
import { canvasResultRoutes } from './canvasResults.js'
import { canvasRosterRoutes } from './canvasRoster.js'
import { canvasScoreRoutes } from './canvasScores.js'
import { lineItemsUrl, lineItemUrl, rosterUrl } from './canvasUrls.js'
import type { AssertionFault } from './clientAssertion.js'
import type { HttpAnswer, Personality } from './personality.js'
import { canvasScopes } from './vocabulary.js'

const descriptions: Record<AssertionFault, string> = {
  malformed: 'The assertion is not a JWT',
  noKid: 'The JWS has no kid',
  unknownKid: 'JWK not found for the kid',
  badSignature: 'JWS signature invalid.',
  keysUnreachable: 'The public JWK URL could not be read',
  unknownClient: 'unknown client',
  wrongIssuer: "the 'iss' and 'sub' must be the client id",
  wrongAudience: "the 'aud' is invalid",
  missingClaim: 'the JWT is missing required claims',
  expired: 'the JWT has expired',
  issuedInFuture: "the 'iat' must not be in the future",
  tooOld: "the 'iat' must be less than 300 seconds old",
  reused: "the 'jti' is invalid",
}

function tokenFault(fault: AssertionFault): HttpAnswer {
  const error = fault === 'unknownClient' ? 'invalid_client' : 'invalid_request'
  return json(fault === 'unknownClient' ? 401 : 400, { error, error_description: descriptions[fault] })
}

/** Behaves as Canvas's source and documentation say. */
export const canvasPersonality: Personality = {
  name: 'canvas',
  idTokenSeconds: 3600,
  scopes: canvasScopes,
  courseCopied: announceCopy,
  strictAssertions: true,
  allScopesOrNone: true,
  deploymentId: (toolId) => `${toolId}:${createHash('sha1').update(`deployment ${toolId}`).digest('hex')}`,
  subject: (person) => person.ltiId,
  contextId: (course) => course.ltiId,
  linkId: (link) => link.ltiId,
  lineItemsUrl,
  lineItemUrl,
  rosterUrl,
  loginParameters: canvasLoginParameters,
  authorize: canvasAuthorize,
  claims: canvasClaims,
  deepLinkingData: contentData,
  takeContent: canvasTakeContent,
  tokenFault: (_site, fault) => tokenFault(fault),
  unauthorized: () =>
    json(401, { errors: { type: 'unauthorized', message: 'Invalid or expired access token' } }),
  services(site) {
    const router = Router()
    router.use(canvasLineItemRoutes(site))
    router.use(canvasScoreRoutes(site))
    router.use(canvasResultRoutes(site))
    router.use(canvasRosterRoutes(site))
    router.use(canvasNoticeRoutes(site))
    return router
  },
}
