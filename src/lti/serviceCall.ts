import type { GuardedFetch } from '../web/guardedFetch.js'
import type { AccessTokens } from './accessTokens.js'
import { originsOf } from './platformOrigins.js'
import type { PlatformRegistry, Registration } from './ports.js'
import { unreachable, type PlatformAnswer, type ServiceFailure } from './serviceFailure.js'

/** Which installation of the tool speaks: our ids. */
export interface Caller {
  registrationId: string
  deploymentId: string
}

/** The same, looked up. `deploymentId` is the platform's text. */
export interface KnownCaller {
  registration: Registration
  deploymentId: string
  /** Where its bearer token may go. */
  origins: string[]
}

export interface ServiceRequest {
  url: string
  method: 'GET' | 'POST' | 'PUT'
  scopes: readonly string[]
  /** Exact media types: platforms compare them as text. */
  accept?: string
  contentType?: string
  /** Sent as compact JSON: Moodle answers 200 to indented JSON and stores nothing (observed in Moodle 4.5). */
  body?: unknown
}

export type ServiceAnswer = { ok: true; answer: PlatformAnswer } | { ok: false; failure: ServiceFailure }

export interface ServiceParts {
  registry: PlatformRegistry
  tokens: AccessTokens
  fetch: GuardedFetch
}

/** Looks a caller up. A platform or deployment that is not active is spoken to no more. */
export async function findCaller(
  registry: PlatformRegistry,
  caller: Caller,
): Promise<{ ok: true; caller: KnownCaller } | { ok: false; failure: ServiceFailure }> {
  const registration = await registry.registration(caller.registrationId)
  const deployment = await registry.deployment(caller.deploymentId)
  const known = registration?.status === 'active' && deployment?.registrationId === registration.id
  if (!known || deployment.status !== 'active')
    return { ok: false, failure: { kind: 'refused', code: 'platform-off' } }
  return {
    ok: true,
    caller: { registration, deploymentId: deployment.deploymentId, origins: originsOf(registration) },
  }
}

/**
 * Calls a service of a platform with a bearer token, to an origin of that platform only. A token the platform no longer takes (401) is dropped and the call made once more
 * with a fresh one. Any status is an answer; failing to get one is a failure with a code.
 */
export function createServiceCall({ registry, tokens, fetch }: ServiceParts) {
  return async function call(from: Caller, request: ServiceRequest): Promise<ServiceAnswer> {
    const found = await findCaller(registry, from)
    if (!found.ok) return found
    const { registration, deploymentId, origins } = found.caller
    if (!URL.canParse(request.url) || !origins.includes(new URL(request.url).origin))
      return { ok: false, failure: { kind: 'refused', code: 'address' } }

    for (let attempt = 1; ; attempt += 1) {
      const wish = { registration, deploymentId, scopes: request.scopes }
      const access = await tokens.get(wish)
      if (!access.ok) return access
      const answer = await fetch({
        url: request.url,
        method: request.method,
        headers: {
          authorization: `Bearer ${access.token}`,
          ...(request.accept ? { accept: request.accept } : {}),
          ...(request.contentType ? { 'content-type': request.contentType } : {}),
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        allowedOrigins: origins,
      })
      if (!answer.ok) return { ok: false, failure: unreachable(answer.code) }
      if (answer.status !== 401 || attempt === 2) return { ok: true, answer }
      tokens.drop(wish, access.token)
    }
  }
}

export type ServiceCall = ReturnType<typeof createServiceCall>

/** An address below a line item: on the path, before the query (AGS §3.3.1; Moodle ends its addresses with ?type_id=N). */
export function below(lineItemUrl: string, part: 'scores' | 'results'): string {
  const url = new URL(lineItemUrl)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${part}`
  return url.href
}
