import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import { z } from 'zod'
import type { Tool } from './state.js'

export type SignatureFault = 'malformed' | 'noKid' | 'unknownKid' | 'badSignature' | 'keysUnreachable'
export type Verified = { ok: true; payload: JWTPayload } | { ok: false; fault: SignatureFault }

export interface ToolKeys {
  /** Checks a tool's RS256 signature with the key its `kid` names; says nothing about the claims. */
  verify(tool: Tool, token: string): Promise<Verified>
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) })
const objectPayload = z.record(z.string(), z.unknown())
const fetchDeadline = 5000

async function fetchKeys(url: string): Promise<JWK[] | null> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchDeadline) })
    return answer.ok ? keySet.parse(await answer.json()).keys : null
  } catch {
    return null
  }
}

async function verifyWith(keys: JWK[], kid: string, token: string): Promise<Verified> {
  const key = keys.find((candidate) => candidate.kid === kid)
  if (!key) return { ok: false, fault: 'unknownKid' }
  try {
    const { payload } = await compactVerify(token, await importJWK(key, 'RS256'), { algorithms: ['RS256'] })
    return { ok: true, payload: objectPayload.parse(JSON.parse(new TextDecoder().decode(payload))) }
  } catch {
    return { ok: false, fault: 'badSignature' }
  }
}

function kidOf(token: string): { kid: string | undefined } | null {
  try {
    return { kid: decodeProtectedHeader(token).kid }
  } catch {
    return null
  }
}

/** Verifies what tools sign. Fetched key sets are kept per client and fetched again whenever a check fails, as
 * Moodle does (so a tool may rotate its key at any time); with `keepMs` they are kept at least that long whatever happens, as
 * platforms behind a cache do. */
export function createToolKeys(keepMs = 0, now = () => new Date()): ToolKeys {
  const cached = new Map<string, { keys: JWK[]; until: number }>()
  return {
    async verify(tool, token) {
      const header = kidOf(token)
      if (!header) return { ok: false, fault: 'malformed' }
      const { kid } = header
      if (!kid) return { ok: false, fault: 'noKid' }
      if (tool.jwks) return verifyWith(tool.jwks.keys, kid, token)
      if (tool.keysUrl === null) return { ok: false, fault: 'keysUnreachable' }
      const known = cached.get(tool.keysUrl)
      const first = known ? await verifyWith(known.keys, kid, token) : null
      if (first && known && (first.ok || now().getTime() < known.until)) return first
      const fresh = await fetchKeys(tool.keysUrl)
      if (!fresh) return { ok: false, fault: 'keysUnreachable' }
      cached.set(tool.keysUrl, { keys: fresh, until: now().getTime() + keepMs })
      return verifyWith(fresh, kid, token)
    },
  }
}
