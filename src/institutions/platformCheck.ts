import { z } from 'zod'
import type { GuardedFailure, GuardedFetch } from '../web/guardedFetch.js'
import type { Deployment, Registration } from './registration.js'
import { turnedAwayFrom, type TurnedAwayLaunches } from './turnedAway.js'

/**
 * One finding about a platform: well, to be mended, or not known yet. `code` has its words and its cure below
 * `institutions.check.<check>.<code>` in the locale files.
 */
export interface PlatformFinding {
  check:
    | 'status'
    | 'login'
    | 'keySet'
    | 'clock'
    | 'tokens'
    | 'scope'
    | 'deployment'
    | 'turnedAway'
    | 'launch'
    | 'frame'
  outcome: 'yes' | 'no' | 'open'
  code: string
  /** An address or a number for the words. */
  detail: string
  /** Which of several things of one kind: a scope. */
  about?: string
  /** What we know in place of `detail`. */
  registered?: string
  /** A moment for the words. */
  at?: Date
}

/** Whether the platform gives a token for one scope, or a code that says why not. */
export interface ScopeGrant {
  scope: string
  /** Nothing is broken without it. */
  optional: boolean
  outcome: string
}

export interface CheckParts {
  fetch: GuardedFetch
  /** The login address it must have because another LMS has its issuer and client id; null where any does. */
  ownLogin: string | null
  /** Asks for a token for each scope we use, as the deployment with this id of the platform's (null: none known). */
  tryScopes(platform: Registration, deploymentId: string | null): Promise<ScopeGrant[]>
}

const MOST_SKEW_MS = 30_000
const keySet = z.object({ keys: z.array(z.unknown()).min(1) })

/**
 * The self-test of one platform: is its key set there, do the clocks agree, does it give a token for each scope, and what did launches
 * show so far. Sends to the platform; changes nothing anywhere.
 */
export async function checkPlatform(
  parts: CheckParts,
  platform: Registration,
  deployments: readonly Deployment[],
  turnedAway: TurnedAwayLaunches,
  now: Date,
): Promise<PlatformFinding[]> {
  const active = deployments.find(({ status }) => status === 'active') ?? deployments[0]
  const [keys, grants] = await Promise.all([
    checkKeySet(parts.fetch, platform.jwksUrl, now),
    platform.status === 'active' ? parts.tryScopes(platform, active?.deploymentId ?? null) : [],
  ])
  return [
    ...statusOf(platform),
    ...loginOf(parts.ownLogin),
    ...keys,
    ...tokensFrom(grants, platform.tokenUrl),
    deploymentsFrom(deployments),
    ...turnedAwayFrom(platform, turnedAway),
    ...launchesFrom(platform, deployments),
  ]
}

function statusOf({ status }: Registration): PlatformFinding[] {
  return status === 'active' ? [] : [{ check: 'status', outcome: 'no', code: status, detail: '' }]
}

function loginOf(address: string | null): PlatformFinding[] {
  return address === null ? [] : [{ check: 'login', outcome: 'open', code: 'shared', detail: address }]
}

async function checkKeySet(fetch: GuardedFetch, url: string, now: Date): Promise<PlatformFinding[]> {
  const answer = await fetch({ url })
  const broken = (code: GuardedFailure | 'no-keys'): PlatformFinding[] => [
    { check: 'keySet', outcome: 'no', code, detail: url },
  ]
  if (!answer.ok) return broken(answer.code)
  if (answer.status !== 200 || !keySet.safeParse(json(answer.body)).success) return broken('no-keys')
  const fine: PlatformFinding = { check: 'keySet', outcome: 'yes', code: 'fine', detail: url }
  const skew = Math.abs(now.getTime() - Date.parse(answer.headers['date'] ?? ''))
  if (Number.isNaN(skew)) return [fine]
  const apart = skew > MOST_SKEW_MS
  const detail = String(Math.round(skew / 1000))
  return [fine, { check: 'clock', outcome: apart ? 'no' : 'yes', code: apart ? 'apart' : 'fine', detail }]
}

/** Where no scope was judged at all, the way to the token is what is wrong, and it is said once. */
function tokensFrom(grants: readonly ScopeGrant[], url: string): PlatformFinding[] {
  const [first] = grants
  if (!first) return []
  if (!grants.some(({ outcome }) => outcome === 'granted' || outcome === 'refused'))
    return [{ check: 'tokens', outcome: 'no', code: first.outcome, detail: url }]
  return grants.map(({ scope, optional, outcome }): PlatformFinding => {
    const about = { check: 'scope', detail: '', about: scope } as const
    if (outcome === 'granted') return { ...about, outcome: 'yes', code: 'fine' }
    return {
      ...about,
      ...(optional ? { outcome: 'open', code: 'left-out' } : { outcome: 'no', code: 'refused' }),
    }
  })
}

function deploymentsFrom(deployments: readonly Deployment[]): PlatformFinding {
  const ids = (status: Deployment['status']) =>
    deployments.filter((each) => each.status === status).map(({ deploymentId }) => deploymentId)
  const waiting = ids('pending')
  if (waiting.length > 0)
    return { check: 'deployment', outcome: 'no', code: 'waiting', detail: waiting.join(', ') }
  const active = ids('active')
  if (active.length > 0)
    return { check: 'deployment', outcome: 'yes', code: 'fine', detail: active.join(', ') }
  return { check: 'deployment', outcome: 'open', code: 'none', detail: '' }
}

function launchesFrom(platform: Registration, deployments: readonly Deployment[]): PlatformFinding[] {
  const { lastLaunch, lastFramed, issuer } = platform
  if (!lastLaunch)
    return [
      { check: 'launch', outcome: 'open', code: 'none', detail: issuer },
      { check: 'frame', outcome: 'open', code: 'none', detail: '' },
    ]
  const used = deployments.find(({ id }) => id === lastLaunch.deploymentId)
  return [
    {
      check: 'launch',
      outcome: 'yes',
      code: 'fine',
      detail: `${issuer}, ${used?.deploymentId ?? ''}`,
      at: lastLaunch.at,
    },
    lastFramed
      ? { check: 'frame', outcome: 'yes', code: lastFramed.way, detail: '', at: lastFramed.at }
      : { check: 'frame', outcome: 'open', code: 'window', detail: '' },
  ]
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
