import { randomUUID } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { parseJson } from './json.js'
import type { Registration } from './ports.js'
import { failureOf, unreachable, type ServiceFailure } from './serviceFailure.js'
import type { ToolKeys } from './toolKeys.js'
import { claim } from './vocabulary.js'

export type AccessToken = { ok: true; token: string } | { ok: false; failure: ServiceFailure }

/** For what a token is asked. `deploymentId` is the platform's text. */
export interface TokenWish {
  registration: Registration
  deploymentId: string
  scopes: readonly string[]
}

/** The same where a platform may not have used us yet: then there is no deployment to name. */
export type TokenTrial = Omit<TokenWish, 'deploymentId'> & { deploymentId: string | null }

/** A token that was asked for now; `scopes` null where the platform does not say which it granted. */
type Fetched =
  | { ok: true; token: string; seconds: number; scopes: string[] | null }
  | { ok: false; failure: ServiceFailure }

/** Renewed this long before the platform says it ends: a token must outlive the call it is fetched for. */
const earlyMs = 60_000
const answerShape = z.object({
  access_token: z.string().min(1).max(16_000),
  expires_in: z.coerce.number().positive().max(86_400).catch(3_600),
  scope: z.string().max(10_000).nullable().catch(null).default(null),
})

interface Kept {
  token: string
  until: number
}

/**
 * Bearer tokens of the platforms (Security §4.1, Core §6.2): one per registration, deployment and scopes, kept until a minute before its end; any number of callers
 * share one request; a token the platform no longer takes is dropped and fetched anew.
 */
export function createAccessTokens(options: { fetch: GuardedFetch; toolKeys: ToolKeys; clock: Clock }) {
  const { fetch, toolKeys, clock } = options
  const kept = new Map<string, Kept>()
  const pending = new Map<string, Promise<AccessToken>>()

  /** The client assertion. `iat` lies a few seconds back because Canvas and Moodle refuse one of the future, without leeway (observed in Moodle 4.5; Canvas documentation). */
  async function assertion({ registration, deploymentId }: TokenTrial): Promise<string> {
    const { kid, privateKey } = await toolKeys.current()
    const now = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT(deploymentId === null ? {} : { [claim.deploymentId]: deploymentId })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer(registration.clientId)
      .setSubject(registration.clientId)
      .setAudience(registration.tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt(now - 5)
      .setExpirationTime(now + 295)
      .sign(await importPKCS8(privateKey, 'RS256'))
  }

  async function fetchToken(wish: TokenTrial): Promise<Fetched> {
    const { registration, scopes } = wish
    const answer = await fetch({
      url: registration.tokenUrl,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(wish),
        scope: scopes.join(' '),
      }).toString(),
      maxBytes: 65_536,
    })
    if (!answer.ok) return { ok: false, failure: unreachable(answer.code) }
    const text = answer.body.toString('utf8')
    if (answer.status >= 200 && answer.status < 300) {
      const read = answerShape.safeParse(parseJson(text))
      if (!read.success)
        return { ok: false, failure: { kind: 'retry', reason: 'odd-answer', status: answer.status } }
      const { access_token: token, expires_in: seconds, scope } = read.data
      return { ok: true, token, seconds, scopes: scope?.split(' ') ?? null }
    }
    return { ok: false, failure: tokenFailure(failureOf(answer, clock.now()), text) }
  }

  async function ask(wish: TokenWish, key: string): Promise<AccessToken> {
    const answer = await fetchToken(wish)
    if (!answer.ok) return answer
    kept.set(key, { token: answer.token, until: clock.now().getTime() + answer.seconds * 1000 - earlyMs })
    return { ok: true, token: answer.token }
  }

  const keyOf = ({ registration, deploymentId, scopes }: TokenWish) =>
    JSON.stringify([registration.id, registration.tokenUrl, deploymentId, [...scopes].sort()])

  return {
    async get(wish: TokenWish): Promise<AccessToken> {
      const key = keyOf(wish)
      const known = kept.get(key)
      if (known && clock.now().getTime() < known.until) return { ok: true, token: known.token }
      const underWay = pending.get(key)
      if (underWay) return underWay
      const asked = ask(wish, key).finally(() => pending.delete(key))
      pending.set(key, asked)
      return asked
    },
    /** Asks for a token now, whatever is kept, and keeps nothing: for looking whether one is given. */
    tryOut: fetchToken,
    /** Forgets a token the platform refused, unless a newer one has taken its place. */
    drop(wish: TokenWish, token: string): void {
      const key = keyOf(wish)
      if (kept.get(key)?.token === token) kept.delete(key)
    },
  }
}

export type AccessTokens = ReturnType<typeof createAccessTokens>

/**
 * A platform that grants none of the scopes has decided (RFC 6749 §5.2 invalid_scope). Everything else that keeps a token from us can be mended on either side
 * (keys not fetched yet, clocks, an outage) and must not lose a score: later.
 */
function tokenFailure(failure: ServiceFailure, body: string): ServiceFailure {
  if (body.includes('invalid_scope'))
    return { kind: 'refused', code: 'no-permission', status: failure.status }
  if (failure.kind === 'retry') return failure
  return { kind: 'retry', reason: 'no-token', status: failure.status }
}
