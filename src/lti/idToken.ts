import { compactVerify, decodeProtectedHeader, errors } from 'jose'
import type { KeySets } from './keySets.js'
import { messageChecks } from './messageChecks.js'
import type { Registration } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { tokenChecks, type Check, type TokenFacts } from './tokenChecks.js'

/** `told`: what a genuine token says of its platform in place of what we know; never of a person. */
export type IdToken =
  { ok: true; claims: Record<string, unknown> } | { ok: false; code: RefusalCode; told?: string }

const launchChecks = [...tokenChecks, ...messageChecks]

/**
 * Opens an id_token that must come from `registration`: header, signature, then every check (of a launch, unless others are given) in the order of Security §5.1.3 and Core §5.3. The key is looked up
 * at that registration only, whatever the token says about itself; `jwk`, `jku` and `x5u` headers are never looked at.
 */
export async function openIdToken(
  token: string,
  registration: Registration,
  keySets: KeySets,
  facts: Omit<TokenFacts, 'claims'>,
  checks: readonly Check[] = launchChecks,
): Promise<IdToken> {
  const header = readHeader(token)
  if (!header) return { ok: false, code: 'lti.token-malformed' }
  // Security §5.1.3 step 6: the algorithm is ours to say. "none" and HS256 with a public key die here.
  if (header['alg'] !== 'RS256') return { ok: false, code: 'lti.algorithm' }
  // Security §5.1.3 step 1: the key is chosen by kid. jose alone would do without one when the set has a single key.
  const kid = header['kid']
  if (typeof kid !== 'string' || kid === '' || kid.length > 255) return { ok: false, code: 'lti.key-unnamed' }
  const found = await keySets.find(registration, kid)
  if (!found.ok) return found
  const opened = await open(token, found.key)
  if (!opened.ok) return opened
  const complete = { ...facts, claims: opened.claims }
  for (const check of checks) {
    const code = check(complete)
    if (code) return { ok: false, code, told: toldBy(opened.claims, code) }
  }
  return opened
}

function toldBy({ iss, aud }: Record<string, unknown>, code: RefusalCode): string {
  if (code === 'lti.issuer') return String(iss)
  return code === 'lti.audience' ? [aud].flat().map(String).join(' ') : ''
}

function readHeader(token: string): Record<string, unknown> | null {
  try {
    return { ...decodeProtectedHeader(token) }
  } catch {
    return null
  }
}

async function open(token: string, key: Parameters<typeof compactVerify>[1]): Promise<IdToken> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['RS256'] })
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims)
    return isObject ? { ok: true, claims: { ...claims } } : { ok: false, code: 'lti.token-malformed' }
  } catch (error) {
    return {
      ok: false,
      code: error instanceof errors.JWSSignatureVerificationFailed ? 'lti.signature' : 'lti.token-malformed',
    }
  }
}
