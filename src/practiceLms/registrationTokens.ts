import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { publicKeySet, sign } from './platformKeys.js'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import { newClientId } from './tools.js'

const lifetimeSeconds = 3600

/** What a registration token stands for: a new client with this id, or the tool whose settings are replaced. */
export type RegistrationGrant = { kind: 'new'; clientId: string } | { kind: 'update'; toolId: string }

export type TokenCheck =
  | { ok: true; grant: RegistrationGrant; use(): void }
  | { ok: false; fault: 'missing' | 'garbage' | 'expired' | 'used' }

const tokenShape = z.object({
  sub: z.string(),
  scope: z.enum(['reg', 'reg-update']),
  exp: z.number(),
  jti: z.string(),
})

/** A one-time token, good for one hour, that lets a tool register itself (DR §3.5). */
export async function issueRegistrationToken(site: Site, updateToolId?: string): Promise<string> {
  const key = site.state.keys.at(-1)
  if (!key) throw new Error('The practice LMS has no signing key')
  const iat = epochSeconds(site)
  const clientId = newClientId()
  const grant =
    updateToolId === undefined ? { sub: clientId, scope: 'reg' } : { sub: updateToolId, scope: 'reg-update' }
  return sign(key, { ...grant, jti: clientId, iat, exp: iat + lifetimeSeconds })
}

/** Checks the Bearer token of a registration request; `use` spends it. */
export async function checkRegistrationToken(
  site: Site,
  authorization: string | undefined,
): Promise<TokenCheck> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return { ok: false, fault: 'missing' }
  try {
    const keys = createLocalJWKSet(publicKeySet(site.state.keys))
    const { payload } = await jwtVerify(token, keys, { algorithms: ['RS256'], currentDate: site.now() })
    const { sub, scope, exp, jti } = tokenShape.parse(payload)
    const usedId = `registration ${jti}`
    if (site.state.usedIds[usedId] !== undefined) return { ok: false, fault: 'used' }
    const use = (): void => {
      site.state.usedIds[usedId] = exp
      site.changed()
    }
    return {
      ok: true,
      grant: scope === 'reg' ? { kind: 'new', clientId: sub } : { kind: 'update', toolId: sub },
      use,
    }
  } catch (error) {
    return { ok: false, fault: error instanceof errors.JWTExpired ? 'expired' : 'garbage' }
  }
}
