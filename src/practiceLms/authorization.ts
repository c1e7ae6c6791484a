import { Router } from 'express'
import type { Request, Response } from 'express'
import { signMessage } from './idToken.js'
import type { AuthorizationRequest } from './personality.js'
import type { Site } from './site.js'
import { page } from './views.js'

/** What the browser is told after an authentication request: post these fields, or stay on a page. */
export type AuthorizationAnswer =
  { kind: 'post'; url: string; fields: Record<string, string> } | { kind: 'refused'; reason: string }

/** Answers an authentication request (SEC §5.1.1.2); uses its launch up. */
export async function answerAuthorization(
  site: Site,
  request: AuthorizationRequest,
): Promise<AuthorizationAnswer> {
  const outcome = site.personality.authorize(site, request)
  const state: Record<string, string> = request['state'] === undefined ? {} : { state: request['state'] }
  switch (outcome.kind) {
    case 'refused':
      return outcome
    case 'error': {
      const { description: text } = outcome
      const description: Record<string, string> = text === null ? {} : { error_description: text }
      return {
        kind: 'post',
        url: outcome.redirectUri,
        fields: { error: outcome.error, ...description, ...state },
      }
    }
    case 'message': {
      if (outcome.launch.message === 'LtiDeepLinkingRequest') site.launches.awaitContent(outcome.launch)
      const idToken = await signMessage(site, outcome.launch, request['nonce'] ?? '', outcome.withLineItem)
      return { kind: 'post', url: request['redirect_uri'] ?? '', fields: { id_token: idToken, ...state } }
    }
  }
}

function readRequest(req: Request): AuthorizationRequest {
  const form =
    typeof req.body === 'string'
      ? new URLSearchParams(req.body)
      : new URL(req.originalUrl, 'http://x').searchParams
  return Object.fromEntries(form)
}

/** The authorization endpoint, by GET and by POST. */
export function authorizationRoutes(site: Site): Router {
  const router = Router()
  const answer = async (req: Request, res: Response): Promise<void> => {
    const outcome = await answerAuthorization(site, readRequest(req))
    if (outcome.kind === 'post') page(site, req, res, 'autosubmit', outcome)
    else page(site, req, res.status(400), 'refused', { title: 'Invalid request', reason: outcome.reason })
  }
  router.get('/lti/authorize', answer)
  router.post('/lti/authorize', answer)
  return router
}
