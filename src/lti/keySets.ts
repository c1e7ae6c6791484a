import { importJWK, type CryptoKey } from 'jose'
import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { parseJson } from './json.js'
import type { Registration } from './ports.js'

export type KeyFound =
  { ok: true; key: CryptoKey } | { ok: false; code: 'lti.key-unknown' | 'lti.keys-unreachable' }

/** The platforms' public keys, by registration and key id. */
export interface KeySets {
  find(registration: Pick<Registration, 'id' | 'jwksUrl'>, kid: string): Promise<KeyFound>
}

/** Unused keys of other kinds are skipped; an RSA key below 2048 bits counts as no key (Security §4: RS256 with at least 2048). */
const rsaKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.base64url().min(342),
  e: z.base64url(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
})
const keySet = z.object({ keys: z.array(z.unknown()).max(200) })

interface Kept {
  url: string
  keys: Map<string, CryptoKey>
  fetchedAt: number
  /** Refetches still allowed for key ids we do not know; one comes back every `refillMs`. */
  budget: number
  budgetAt: number
  failedAt: number
  pending: Promise<boolean> | null
}

const maximumAgeMs = 3_600_000
const burst = 5
const refillMs = 10_000
const failurePauseMs = 1_000

/**
 * Key sets fetched once and kept. A key id we do not know (rotation) is looked for at once, without a cool-down, but only as often as a small budget
 * per registration allows, so that a flood of invented ids costs the platform a handful of requests. A set older than an hour is fetched again; while
 * the platform cannot be reached the old one serves. Registrations never wait for each other.
 */
export function createKeySets(options: { fetch: GuardedFetch; clock: Clock; deadlineMs?: number }): KeySets {
  const { fetch, clock, deadlineMs = 4_000 } = options
  const kept = new Map<string, Kept>()

  async function refetch(set: Kept): Promise<boolean> {
    const answer = await fetch({
      url: set.url,
      headers: { accept: 'application/json' },
      deadlineMs,
      maxBytes: 262_144,
    })
    const keys = answer.ok && answer.status === 200 ? await readKeySet(answer.body.toString('utf8')) : null
    if (!keys) {
      set.failedAt = clock.now().getTime()
      return false
    }
    set.keys = keys
    set.fetchedAt = clock.now().getTime()
    return true
  }

  function refetchOnce(set: Kept): Promise<boolean> {
    set.pending ??= refetch(set).finally(() => {
      set.pending = null
    })
    return set.pending
  }

  function keep(registration: Pick<Registration, 'id' | 'jwksUrl'>): Kept {
    const known = kept.get(registration.id)
    if (known?.url === registration.jwksUrl) return known
    const fresh: Kept = {
      url: registration.jwksUrl,
      keys: new Map(),
      fetchedAt: -Infinity,
      budget: burst,
      budgetAt: clock.now().getTime(),
      failedAt: -Infinity,
      pending: null,
    }
    kept.set(registration.id, fresh)
    return fresh
  }

  /** May we ask the platform now for a key we do not have? Joining a request under way costs nothing. */
  function mayRefetch(set: Kept): boolean {
    if (set.pending) return true
    const now = clock.now().getTime()
    const earned = Math.floor((now - set.budgetAt) / refillMs)
    if (earned > 0) {
      set.budget = Math.min(burst, set.budget + earned)
      set.budgetAt += earned * refillMs
    }
    if (set.budget === 0) return false
    set.budget -= 1
    return true
  }

  return {
    async find(registration, kid) {
      const set = keep(registration)
      const now = clock.now().getTime()
      const stale = now - set.fetchedAt > maximumAgeMs
      if (stale && set.fetchedAt > -Infinity && now - set.failedAt > failurePauseMs) await refetchOnce(set)
      const known = set.keys.get(kid)
      if (known) return { ok: true, key: known }
      if (set.fetchedAt === -Infinity && !set.pending && now - set.failedAt <= failurePauseMs)
        return { ok: false, code: 'lti.keys-unreachable' }
      if (!mayRefetch(set)) return { ok: false, code: 'lti.key-unknown' }
      const reached = await refetchOnce(set)
      const key = set.keys.get(kid)
      if (key) return { ok: true, key }
      return { ok: false, code: reached ? 'lti.key-unknown' : 'lti.keys-unreachable' }
    },
  }
}

async function readKeySet(body: string): Promise<Map<string, CryptoKey> | null> {
  const parsed = keySet.safeParse(parseJson(body))
  if (!parsed.success) return null
  const keys = new Map<string, CryptoKey>()
  for (const candidate of parsed.data.keys) {
    const jwk = rsaKey.safeParse(candidate)
    if (!jwk.success || keys.has(jwk.data.kid)) continue
    const key = await importJWK({ kty: 'RSA', n: jwk.data.n, e: jwk.data.e }, 'RS256').catch(() => null)
    if (key && !(key instanceof Uint8Array)) keys.set(jwk.data.kid, key)
  }
  return keys
}
