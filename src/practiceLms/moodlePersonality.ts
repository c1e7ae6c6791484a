import { Router } from 'express'
import { errorPage, json } from './answers.js'
import type { AssertionFault } from './clientAssertion.js'
import { moodleAuthorize, moodleLoginParameters } from './moodleAuthorization.js'
import { moodleClaims } from './moodleClaims.js'
import { moodleTakeContent } from './moodleContent.js'
import { moodleLineItemRoutes } from './moodleLineItems.js'
import { moodleResultRoutes } from './moodleResults.js'
import { moodleRosterRoutes } from './moodleRoster.js'
import { moodleScoreRoutes } from './moodleScores.js'
import { errorBody, noHandler } from './moodleServices.js'
import { serviceGate } from './serviceGate.js'
import { lineItemsUrl, lineItemUrl, rosterUrl } from './moodleUrls.js'
import type { HttpAnswer, Personality } from './personality.js'
import type { Site } from './site.js'
import { everyScope } from './vocabulary.js'

const refused = (error: string): HttpAnswer => json(400, { error })

function tokenFault(site: Site, fault: AssertionFault): HttpAnswer {
  switch (fault) {
    case 'expired':
      return refused('Expired token')
    case 'issuedInFuture':
      return refused(`Cannot handle token with iat prior to ${site.now().toISOString().slice(0, 19)}+0000`)
    case 'noKid':
      return refused('error/Error: kid must be provided in JWT header.')
    case 'unknownKid':
      // Moodle's own answer is not valid JSON here.
      return {
        status: 400,
        type: 'application/json',
        body: '{\n  "error" : ""kid" invalid, unable to lookup correct key"\n}',
      }
    case 'badSignature':
      return refused('Signature verification failed')
    case 'keysUnreachable':
      return errorPage(404, 'Error')
    case 'malformed':
    case 'missingClaim':
      return refused('invalid_request')
    default:
      return refused('invalid_client')
  }
}

/** Behaves as a Moodle 4.5.6 was observed to. */
export const moodlePersonality: Personality = {
  name: 'moodle',
  idTokenSeconds: 60,
  scopes: everyScope,
  courseCopied: () => Promise.resolve(),
  strictAssertions: false,
  allScopesOrNone: false,
  deploymentId: (toolId) => toolId,
  subject: (person) => person.id,
  contextId: (course) => course.id,
  linkId: (link) => link.id,
  lineItemsUrl,
  lineItemUrl,
  rosterUrl,
  loginParameters: moodleLoginParameters,
  authorize: moodleAuthorize,
  claims: moodleClaims,
  tokenFault,
  deepLinkingData: () => null,
  takeContent: moodleTakeContent,
  unauthorized: (request) => json(401, errorBody(401, 'Unauthorized', request)),
  services(site) {
    const router = Router()
    router.use(moodleLineItemRoutes(site))
    router.use(moodleScoreRoutes(site))
    router.use(moodleResultRoutes(site))
    router.use(moodleRosterRoutes(site))
    router.all('/services/*rest', serviceGate(site, 'lineitems'), noHandler)
    return router
  },
}
