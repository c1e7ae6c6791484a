import type { GuardedFailure } from '../web/guardedFetch.js'

/** Why a call to a platform may work later. */
export type RetryReason = 'timeout' | 'unreachable' | 'busy' | 'platform-fault' | 'no-token' | 'odd-answer'

/** Why a call to a platform will not work as it stands, in terms a person can act on. */
export type ServiceRefusal =
  | 'no-permission'
  | 'gone'
  | 'bad-request'
  | 'address'
  | 'unpublished'
  | 'not-a-student'
  | 'course-over'
  | 'attempts-used'
  | 'locked'
  | 'platform-off'

export interface RetryLater {
  kind: 'retry'
  reason: RetryReason
  status?: number
  /** Seconds the platform asked us to wait (Retry-After). */
  after?: number
}

export interface CallRefused {
  kind: 'refused'
  code: ServiceRefusal
  status?: number
}

export type ServiceFailure = RetryLater | CallRefused

export interface PlatformAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** What a failure to reach the platform at all means for the call. */
export function unreachable(code: GuardedFailure): ServiceFailure {
  if (code === 'timeout' || code === 'unreachable') return { kind: 'retry', reason: code }
  if (code === 'too-large') return { kind: 'retry', reason: 'odd-answer' }
  return { kind: 'refused', code: 'address' }
}

/** What a status outside 2xx means where the service gives it no meaning of its own. `now` reads a Retry-After that is a date. */
export function failureOf(answer: PlatformAnswer, now: Date): ServiceFailure {
  const { status } = answer
  // Canvas: 403 "Rate Limit Exceeded" is a full bucket, not a missing right (Canvas documentation).
  const limited = status === 403 && /rate limit/i.test(answer.body.toString('utf8', 0, 2_000))
  if (status === 429 || status === 503 || limited)
    return { kind: 'retry', reason: 'busy', status, ...retryAfter(answer.headers['retry-after'], now) }
  if (status >= 500 || status === 408 || status === 425)
    return {
      kind: 'retry',
      reason: 'platform-fault',
      status,
      ...retryAfter(answer.headers['retry-after'], now),
    }
  if (status === 401 || status === 403 || status === 412)
    return { kind: 'refused', code: 'no-permission', status }
  if (status === 404 || status === 410) return { kind: 'refused', code: 'gone', status }
  return { kind: 'refused', code: 'bad-request', status }
}

/** RFC 9110 §10.2.3: seconds or a date. Nothing sensible counts as nothing; never more than a day. */
function retryAfter(value: string | undefined, now: Date): { after?: number } {
  if (!value) return {}
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now.getTime()) / 1000)
  return Number.isFinite(seconds) && seconds >= 0 ? { after: Math.min(seconds, 86_400) } : {}
}
