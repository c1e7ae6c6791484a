import { AsyncLocalStorage } from 'node:async_hooks'
import type { GuardedFetch } from '../../web/guardedFetch.js'
import type { KnownCaller } from '../serviceCall.js'
import { unreachable, type PlatformAnswer, type ServiceFailure } from '../serviceFailure.js'
import { linkTo } from '../linkHeader.js'

/** For whom ltijs is at work, and the door it may use. Without one it can send nothing. */
export interface FenceCall {
  caller: KnownCaller
  fetch: GuardedFetch
  scopes: readonly string[]
  /** The bearer token ltijs was given, so that one the platform refuses can be dropped. */
  token?: string
  maxBytes: number
}

export const fenceCall = new AsyncLocalStorage<FenceCall>()

/** A failure with one of our codes on its way through ltijs. */
export class FenceFailure extends Error {
  constructor(readonly failure: ServiceFailure) {
    super(`the platform could not be asked: ${failure.kind}`)
  }
}

/** An answer outside 2xx on its way through ltijs. */
export class FenceStatus extends Error {
  constructor(readonly answer: PlatformAnswer) {
    super(`the platform answered ${String(answer.status)}`)
  }
}

interface Options {
  headers?: Record<string, string>
  searchParams?: URLSearchParams
}

/**
 * What ltijs uses in place of its own HTTP client (`got`, which has no deadlines, follows redirects and sends a bearer token to any address): the one `got.get` it needs for its
 * reads, through the guarded door, to the origin the call began at. Everything else it might send is refused.
 */
async function get(address: string, options: Options = {}) {
  const call = fenceCall.getStore()
  if (!call) throw new Error('ltijs tried to send outside a fence call')
  if (!URL.canParse(address)) throw new FenceFailure({ kind: 'refused', code: 'address' })
  const url = new URL(address)
  // Added to the query that stands there, where got would replace it.
  options.searchParams?.forEach((value, name) => {
    url.searchParams.set(name, value)
  })
  const answer = await call.fetch({
    url: url.href,
    headers: lowerCase(options.headers ?? {}),
    allowedOrigins: call.caller.origins,
    deadlineMs: 10_000,
    maxBytes: call.maxBytes,
  })
  if (!answer.ok) throw new FenceFailure(unreachable(answer.code))
  if (answer.status < 200 || answer.status > 299) throw new FenceStatus(answer)
  // Handed on in the one form ltijs's parser reads.
  const link = (['next', 'differences'] as const)
    .map((relation) => [linkTo(answer.headers['link'], relation), relation] as const)
    .flatMap(([to, relation]) => (to ? [`<${sameOrigin(to, url)}>; rel="${relation}"`] : []))
    .join(', ')
  return {
    statusCode: answer.status,
    headers: { ...answer.headers, link: link || undefined },
    body: answer.body.toString('utf8'),
  }
}

/** Only pages of the same origin follow each other: our token goes nowhere else. */
function sameOrigin(to: string, from: URL): string {
  if (!URL.canParse(to, from.href) || new URL(to, from).origin !== from.origin)
    throw new FenceFailure({ kind: 'refused', code: 'address' })
  return new URL(to, from).href
}

const never = () =>
  Promise.reject(new Error('ltijs writes nothing: scores, line items and tokens are sent by src/lti itself'))

export const fencedClient = { get, post: never, put: never, delete: never }

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
