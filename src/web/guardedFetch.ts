import { lookup, type LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, request, type Dispatcher } from 'undici'
import { addressLiteral, isPublicAddress } from './publicAddress.js'

/** Why nothing came back: a closed set, so that callers can decide and people can be told. */
export type GuardedFailure =
  | 'bad-url'
  | 'insecure'
  | 'blocked-address'
  | 'foreign-origin'
  | 'redirected'
  | 'timeout'
  | 'too-large'
  | 'unreachable'

export type GuardedAnswer =
  | { ok: true; status: number; headers: Record<string, string>; body: Buffer }
  /** `location`: where a redirect that was not followed leads, as the other side wrote it. */
  | { ok: false; code: GuardedFailure; location?: string }

export interface GuardedRequest {
  url: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Record<string, string>
  body?: string
  /** The whole exchange, from the first byte sent to the last byte read. Default 5,000 ms. */
  deadlineMs?: number
  /** Default 1 MB. */
  maxBytes?: number
  /** When given, only these origins may be sent to: a bearer token never leaves for a stranger. */
  allowedOrigins?: readonly string[]
}

export interface GuardedFetch {
  (request: GuardedRequest): Promise<GuardedAnswer>
  close(): Promise<void>
}

class BlockedAddress extends Error {}

/**
 * The one door through which Cairn sends to an address it did not choose itself: https and public addresses only (checked on the very
 * address the socket connects to, so that a name cannot change its mind between check and use), redirects refused, a deadline and a
 * size on everything. `allowPrivateNetworks` admits http and private addresses: development, tests and the demo.
 * Expected failures are answers with a code; it never throws for what the other side does.
 */
export function createGuardedFetch(options: {
  allowPrivateNetworks: boolean
  userAgent: string
}): GuardedFetch {
  const { allowPrivateNetworks, userAgent } = options
  const agent = new Agent({
    connections: 32,
    connect: { timeout: 5_000, lookup: allowPrivateNetworks ? lookup : lookupPublic },
  })

  const send = async (asked: GuardedRequest): Promise<GuardedAnswer> => {
    const refused = refusal(asked, allowPrivateNetworks)
    if (refused) return { ok: false, code: refused }
    const signal = AbortSignal.timeout(asked.deadlineMs ?? 5_000)
    try {
      const answer = await request(asked.url, {
        dispatcher: agent,
        method: asked.method ?? 'GET',
        headers: { 'user-agent': userAgent, ...asked.headers },
        body: asked.body ?? null,
        signal,
      })
      if (answer.statusCode >= 300 && answer.statusCode < 400) {
        discard(answer.body)
        const { location } = flatten(answer.headers)
        return { ok: false, code: 'redirected', ...(location && { location }) }
      }
      const body = await readAtMost(answer.body, asked.maxBytes ?? 1_048_576)
      if (!body) return { ok: false, code: 'too-large' }
      return { ok: true, status: answer.statusCode, headers: flatten(answer.headers), body }
    } catch (error) {
      return { ok: false, code: failureOf(error, signal) }
    }
  }
  return Object.assign(send, { close: () => agent.close() })
}

function refusal(asked: GuardedRequest, allowPrivateNetworks: boolean): GuardedFailure | null {
  if (!URL.canParse(asked.url)) return 'bad-url'
  const url = new URL(asked.url)
  if (url.username || url.password) return 'bad-url'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'bad-url'
  if (asked.allowedOrigins && !asked.allowedOrigins.includes(url.origin)) return 'foreign-origin'
  if (allowPrivateNetworks) return null
  if (url.protocol !== 'https:') return 'insecure'
  const literal = addressLiteral(url.hostname)
  return literal && !isPublicAddress(literal) ? 'blocked-address' : null
}

/** dns.lookup that hands out public addresses only; the socket connects to exactly what was checked. */
const lookupPublic: LookupFunction = (hostname, options: LookupOptions, done) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, [])
    const open = found.filter((each) => isPublicAddress(each.address))
    const [first] = open
    if (!first) return done(new BlockedAddress(`${hostname} has no public address`), [])
    if (options.all) return done(null, open)
    done(null, first.address, first.family)
  })
}

async function readAtMost(body: Dispatcher.ResponseData['body'], limit: number): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    const bytes = part as Buffer
    size += bytes.length
    if (size > limit) {
      discard(body)
      return null
    }
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

/** Destroying a body that is still arriving raises an error event; here that is what was asked for. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined).destroy()
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function failureOf(error: unknown, signal: AbortSignal): GuardedFailure {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof BlockedAddress) return 'blocked-address'
  }
  if (signal.aborted) return 'timeout'
  const name = error instanceof Error ? error.name : ''
  return /Timeout/.test(name) ? 'timeout' : 'unreachable'
}
