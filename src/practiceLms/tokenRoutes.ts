import { Router } from 'express'
import { issueToken, tokenSeconds } from './accessTokens.js'
import { json, send } from './answers.js'
import { checkAssertion } from './clientAssertion.js'
import type { HttpAnswer } from './personality.js'
import { bodyText, serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'
import { assertionType } from './vocabulary.js'

const refused = (error: string): HttpAnswer => json(400, { error })

function grant(site: Site, tool: Tool, asked: string[]): HttpAnswer {
  const granted = asked.filter((scope) => tool.scopes.includes(scope))
  const enough = site.personality.allScopesOrNone ? granted.length === asked.length : granted.length > 0
  if (!enough) return refused('invalid_scope')
  return json(200, {
    access_token: issueToken(site, tool, granted),
    token_type: 'Bearer',
    expires_in: tokenSeconds,
    scope: granted.join(' '),
  })
}

async function answer(site: Site, contentType: string, body: string): Promise<HttpAnswer> {
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return refused('invalid_request')
  const form = new URLSearchParams(body)
  const assertion = form.get('client_assertion') ?? ''
  const asked = (form.get('scope') ?? '').split(' ').filter(Boolean)
  if (!form.has('grant_type') || assertion === '' || asked.length === 0) return refused('invalid_request')
  if (form.get('client_assertion_type') !== assertionType) return refused('invalid_request')
  if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type')
  const checked = await checkAssertion(site, assertion, `${site.baseUrl()}/lti/token`)
  if (!checked.ok) return site.personality.tokenFault(site, checked.fault)
  return grant(site, checked.tool, asked)
}

/** The OAuth 2 token endpoint (SEC §4): client credentials, proved by a signed assertion, form-encoded. */
export function tokenRoutes(site: Site): Router {
  const router = Router()
  router.post('/lti/token', serviceGate(site, 'token'), async (req, res) => {
    res.set('Cache-Control', 'no-store')
    send(res, await answer(site, req.get('content-type') ?? '', bodyText(req.body)))
  })
  return router
}
