import { z } from 'zod'
import type { GuardedFetch } from '../web/guardedFetch.js'
import type { Registration } from './registration.js'

/**
 * One finding about the way to a platform. `code` is closed and has its words and its cure below
 * `institutions.check.<check>.<code>` in the locale files.
 */
export interface PlatformFinding {
  check: 'keySet' | 'tokens' | 'clock'
  ok: boolean
  code:
    | 'fine'
    | 'no-keys'
    | 'not-there'
    | 'apart'
    | 'insecure'
    | 'blocked-address'
    | 'timeout'
    | 'unreachable'
    | 'redirected'
    | 'bad-url'
    | 'foreign-origin'
    | 'too-large'
  /** An address or a number for the words. */
  detail: string
}

const MOST_SKEW_MS = 30_000

const keySet = z.object({ keys: z.array(z.unknown()).min(1) })

/**
 * Looks whether we can reach what launches and scores need: the platform's key set (and, by its Date header, whether
 * the two clocks agree) and its token endpoint, of which any answer to an empty request shows that it is there.
 */
export async function checkPlatform(
  fetch: GuardedFetch,
  platform: Pick<Registration, 'jwksUrl' | 'tokenUrl'>,
  now: Date,
): Promise<PlatformFinding[]> {
  const [keys, tokens] = await Promise.all([
    checkKeySet(fetch, platform.jwksUrl, now),
    checkTokenEndpoint(fetch, platform.tokenUrl),
  ])
  return [...keys, tokens]
}

async function checkKeySet(fetch: GuardedFetch, url: string, now: Date): Promise<PlatformFinding[]> {
  const answer = await fetch({ url })
  if (!answer.ok) return [{ check: 'keySet', ok: false, code: answer.code, detail: url }]
  if (answer.status !== 200 || !keySet.safeParse(json(answer.body)).success)
    return [{ check: 'keySet', ok: false, code: 'no-keys', detail: url }]
  const fine: PlatformFinding = { check: 'keySet', ok: true, code: 'fine', detail: url }
  const skew = Math.abs(now.getTime() - Date.parse(answer.headers['date'] ?? ''))
  if (!(skew > MOST_SKEW_MS)) return [fine]
  return [fine, { check: 'clock', ok: false, code: 'apart', detail: String(Math.round(skew / 1000)) }]
}

async function checkTokenEndpoint(fetch: GuardedFetch, url: string): Promise<PlatformFinding> {
  const answer = await fetch({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  if (!answer.ok) return { check: 'tokens', ok: false, code: answer.code, detail: url }
  const there = answer.status !== 404 && answer.status < 500
  return { check: 'tokens', ok: there, code: there ? 'fine' : 'not-there', detail: url }
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
