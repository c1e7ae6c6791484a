import { randomBytes } from 'node:crypto'
import type { JWK } from 'jose'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { Privacy, Tool } from './state.js'

/** What an administrator types in to add a tool. Its keys are given by address or as they are. */
export interface ToolSettings {
  clientId?: string
  name?: string
  description?: string
  loginUrl: string
  redirectUris: string[]
  /** Where launches go unless an assignment says otherwise; the first redirect URI when absent. */
  launchUrl?: string
  deepLinkUrl?: string
  keysUrl?: string
  jwks?: { keys: JWK[] }
  deploymentIds?: string[]
  scopes?: readonly string[]
  custom?: Record<string, string>
  privacy?: Privacy
  active?: boolean
}

/** A client id in the shape Moodle makes them. */
export const newClientId = (): string =>
  randomBytes(12).toString('base64url').replace(/[-_]/g, 'x').slice(0, 15)

/** Adds a tool, or replaces the settings of the one with this client id (and keeps its deployments and places). */
export function putTool(site: Site, settings: ToolSettings): Tool {
  const { tools } = site.state
  const before = tools.find((tool) => tool.clientId === settings.clientId)
  const id = before?.id ?? newNumber(site)
  const launchUrl = settings.launchUrl ?? settings.redirectUris[0] ?? settings.loginUrl
  const tool: Tool = {
    id,
    clientId: settings.clientId ?? newClientId(),
    name: settings.name ?? 'External tool',
    description: settings.description ?? '',
    loginUrl: settings.loginUrl,
    redirectUris: settings.redirectUris,
    launchUrl,
    deepLinkUrl: settings.deepLinkUrl ?? launchUrl,
    keysUrl: settings.keysUrl ?? null,
    jwks: settings.jwks ?? null,
    deploymentIds: settings.deploymentIds ?? before?.deploymentIds ?? [site.personality.deploymentId(id)],
    scopes: [...(settings.scopes ?? site.personality.scopes)],
    custom: { ...settings.custom },
    privacy: settings.privacy ?? 'public',
    active: settings.active ?? true,
    ...(before?.noticeHandlers ? { noticeHandlers: before.noticeHandlers } : {}),
  }
  if (before) tools.splice(tools.indexOf(before), 1, tool)
  else tools.push(tool)
  site.changed()
  return tool
}
