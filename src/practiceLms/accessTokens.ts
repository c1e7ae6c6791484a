import { randomBytes } from 'node:crypto'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'

/** How long an access token is good for. */
export const tokenSeconds = 3600

/** Makes an opaque access token for these scopes; old ones are thrown away meanwhile. */
export function issueToken(site: Site, tool: Tool, scopes: string[]): string {
  const now = epochSeconds(site)
  const { tokens, usedIds } = site.state
  for (const [token, { expiresAt }] of Object.entries(tokens))
    if (expiresAt <= now) Reflect.deleteProperty(tokens, token)
  for (const [id, forgetAt] of Object.entries(usedIds))
    if (forgetAt <= now) Reflect.deleteProperty(usedIds, id)
  const token = randomBytes(16).toString('hex')
  tokens[token] = { clientId: tool.clientId, scopes, expiresAt: now + tokenSeconds }
  site.changed()
  return token
}

/** The tool whose live token the Authorization header carries, if it holds one of `scopes`; else null. */
export function bearer(
  site: Site,
  authorization: string | undefined,
  scopes: readonly string[],
): Tool | null {
  const value = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1]
  const token = value === undefined ? undefined : site.state.tokens[value]
  if (!token || token.expiresAt <= epochSeconds(site)) return null
  if (!token.scopes.some((scope) => scopes.includes(scope))) return null
  return site.state.tools.find((tool) => tool.active && tool.clientId === token.clientId) ?? null
}

/** Ends tokens before their time: the one in this header, or all. */
export function revokeTokens(site: Site, authorization?: string): void {
  const value = /^Bearer ([\w.-]+)$/i.exec(authorization ?? '')?.[1]
  if (authorization === undefined) site.state.tokens = {}
  else if (value !== undefined) Reflect.deleteProperty(site.state.tokens, value)
  site.changed()
}
