import { decodeJwt } from 'jose'
import type { JWTPayload } from 'jose'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'
import type { SignatureFault } from './toolKeys.js'

export type AssertionFault =
  | SignatureFault
  | 'unknownClient'
  | 'wrongIssuer'
  | 'wrongAudience'
  | 'missingClaim'
  | 'expired'
  | 'issuedInFuture'
  | 'tooOld'
  | 'reused'

export type AssertionCheck = { ok: true; tool: Tool } | { ok: false; fault: AssertionFault }

const oldestSeconds = 300

function readUnverified(assertion: string): JWTPayload | null {
  try {
    return decodeJwt(assertion)
  } catch {
    return null
  }
}

function claimsFault(site: Site, tool: Tool, payload: JWTPayload, tokenUrl: string): AssertionFault | null {
  const { iss, sub, aud, exp, iat, jti } = payload
  const now = epochSeconds(site)
  const strict = site.personality.strictAssertions
  if (iss !== tool.clientId || sub !== tool.clientId) return 'wrongIssuer'
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (!audiences.includes(tokenUrl) && (strict || !audiences.includes(site.issuer()))) return 'wrongAudience'
  if (typeof exp !== 'number' || typeof iat !== 'number') return 'missingClaim'
  if (exp <= now) return 'expired'
  if (iat > now) return 'issuedInFuture'
  if (!strict) return null
  if (iat < now - oldestSeconds) return 'tooOld'
  if (typeof jti !== 'string' || jti === '') return 'missingClaim'
  const usedId = `assertion ${tool.clientId} ${jti}`
  if (site.state.usedIds[usedId] !== undefined) return 'reused'
  site.state.usedIds[usedId] = exp
  return null
}

/** Decides whether a client assertion (RFC 7523; SEC §4.1.1) proves which tool is asking. A used `jti` is
 * remembered where the personality takes each assertion only once. */
export async function checkAssertion(
  site: Site,
  assertion: string,
  tokenUrl: string,
): Promise<AssertionCheck> {
  const unverified = readUnverified(assertion)
  if (!unverified) return { ok: false, fault: 'malformed' }
  const tool = site.state.tools.find((candidate) => candidate.active && candidate.clientId === unverified.sub)
  if (!tool) return { ok: false, fault: 'unknownClient' }
  const verified = await site.toolKeys.verify(tool, assertion)
  if (!verified.ok) return verified
  const fault = claimsFault(site, tool, verified.payload, tokenUrl)
  return fault === null ? { ok: true, tool } : { ok: false, fault }
}
