import type { JWTPayload } from 'jose'
import { parseContentItems } from './contentItems.js'
import type { ContentItem } from './contentItems.js'
import type { Launch } from './launches.js'
import { find } from './lookups.js'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import { claims } from './vocabulary.js'

export type ContentResponse =
  | { ok: true; items: ContentItem[]; message: string | null; error: string | null }
  | { ok: false; fault: string }

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function claimsFault(site: Site, launch: Launch, clientId: string, token: JWTPayload): string | null {
  const now = epochSeconds(site)
  const audiences = Array.isArray(token.aud) ? token.aud : [token.aud]
  const nonce = textOf(token['nonce'])
  if (token.iss !== clientId) return 'iss is not the client id of the tool'
  if (!audiences.includes(site.issuer())) return 'aud is not the issuer of this LMS'
  if (typeof token.exp !== 'number' || token.exp <= now) return 'exp is missing or past'
  if (typeof token.iat !== 'number' || token.iat > now) return 'iat is missing or in the future'
  if (nonce === null || nonce === '') return 'nonce is missing'
  if (token[claims.messageType] !== 'LtiDeepLinkingResponse')
    return 'message_type is not LtiDeepLinkingResponse'
  if (token[claims.version] !== '1.3.0') return 'version is not 1.3.0'
  if (token[claims.deploymentId] !== launch.deploymentId) return 'deployment_id is not the one of the request'
  const data = site.personality.deepLinkingData(launch)
  if (data !== null && token[claims.deepLinkingData] !== data) return 'data is not the data of the request'
  const usedId = `content ${clientId} ${nonce}`
  if (site.state.usedIds[usedId] !== undefined) return 'nonce was used before'
  site.state.usedIds[usedId] = token.exp
  return null
}

/** Checks a deep linking response (DL §3.4, SEC §5.2.2): the tool's signature, then each claim. */
export async function readContentResponse(site: Site, launch: Launch, jwt: string): Promise<ContentResponse> {
  const tool = find.tool(site.state, launch.toolId)
  const verified = await site.toolKeys.verify(tool, jwt)
  if (!verified.ok) return { ok: false, fault: `the signature cannot be checked (${verified.fault})` }
  const token = verified.payload
  const fault = claimsFault(site, launch, tool.clientId, token)
  if (fault !== null) return { ok: false, fault }
  const items = parseContentItems(token[claims.contentItems])
  if (!items) return { ok: false, fault: 'content_items is not a list of content items' }
  const message = textOf(token[claims.deepLinkingMessage])
  return { ok: true, items, message, error: textOf(token[claims.deepLinkingError]) }
}
