import type { AccessTokens } from '../accessTokens.js'
import type { ToolKeys } from '../toolKeys.js'
import { fenceCall, FenceFailure, type FenceCall } from './http.js'

type Query = Record<string, unknown> | undefined

export interface PluginParts {
  toolKeys: ToolKeys
  tokens: AccessTokens
}

const text = (query: Query, name: string) => String(query?.[name] ?? '')

function callNow(): FenceCall {
  const call = fenceCall.getStore()
  if (!call) throw new Error('ltijs asked for a platform or a token outside a fence call')
  return call
}

/**
 * ltijs's database, which is ours: its one platform is that of the call it works for, its key pairs the tool's, its access tokens those of `accessTokens` (so that it never signs an assertion: its own
 * lacks the deployment claim, dates itself "now" and is not renewed early). Read only: what ltijs wants to write is refused by name.
 */
export function createPlugin({ toolKeys, tokens }: PluginParts) {
  async function platforms(query: Query) {
    // Issuer and client id may be those of two platforms: only the caller's own is meant.
    const { registration } = callNow().caller
    const { issuer, clientId } = registration
    const meant = issuer === text(query, 'platformUrl') && clientId === text(query, 'clientId')
    if (!meant || registration.status !== 'active') return []
    const { kid } = await toolKeys.current()
    return [
      {
        platformName: registration.name ?? registration.issuer,
        platformUrl: registration.issuer,
        clientId: registration.clientId,
        authEndpoint: registration.authUrl,
        accesstokenEndpoint: registration.tokenUrl,
        kid,
        authConfig: { method: 'JWK_SET', key: registration.jwksUrl },
      },
    ]
  }

  async function accessToken() {
    const call = callNow()
    const { registration, deploymentId } = call.caller
    const access = await tokens.get({ registration, deploymentId, scopes: call.scopes })
    if (!access.ok) throw new FenceFailure(access.failure)
    call.token = access.token
    // Fresh by our own reckoning; ltijs adds expires_in to createdAt and must not judge again.
    const token = { access_token: access.token, token_type: 'Bearer', expires_in: 3_600 }
    return [{ token, createdAt: Number.MAX_SAFE_INTEGER }]
  }

  const readers: Record<string, (query: Query) => Promise<unknown[]>> = {
    platform: platforms,
    // Only active platforms are found at all.
    platformStatus: () => Promise.resolve([{ active: true }]),
    publickey: async (query) => {
      const kid = query?.['kid']
      const keys = await toolKeys.published()
      return keys
        .filter((key) => kid === undefined || key.kid === kid)
        .map(({ kid, publicKey }) => ({ kid, key: publicKey }))
    },
    privatekey: async () => {
      const { kid, privateKey } = await toolKeys.current()
      return [{ kid, key: privateKey }]
    },
    accesstoken: accessToken,
  }

  const refuse = (what: string) => (_key: unknown, collection: string) =>
    Promise.reject(new Error(`ltijs may not ${what} ${String(collection)}`))

  return {
    async Get(_encryptionKey: string | false, collection: string, query?: Record<string, unknown>) {
      const rows = await readers[collection]?.(query)
      if (!rows) throw new Error(`ltijs may not read ${collection}`)
      return rows.length > 0 ? rows : false
    },
    Insert: refuse('insert'),
    Replace: refuse('replace'),
    Modify: refuse('modify'),
    Delete: refuse('delete'),
    setup: () => Promise.resolve(true),
    Close: () => Promise.resolve(true),
  }
}

export type Plugin = ReturnType<typeof createPlugin>
