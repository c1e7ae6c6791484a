import type { GuardedFetch } from '../web/guardedFetch.js'
import type { AccessTokens } from './accessTokens.js'
import { parseJson } from './json.js'
import { originsOf } from './platformOrigins.js'
import { standsApart } from './namesakes.js'
import type { PlatformRegistry, Registration } from './ports.js'
import { readRegistered } from './registrationAnswer.js'
import { registrationRequest } from './toolConfiguration.js'
import { registrationScope } from './vocabulary.js'

/** How a platform took our update: it lies before its administrator now, or why it does not. */
export type UpdateOutcome =
  | { ok: true; scopes: string[] | null }
  | { ok: false; code: 'not-offered' | 'no-permission' | 'no-token' | 'refused' | 'unreachable' }

/**
 * Sends our present configuration to a platform that takes updates of a registration (Canvas, LTI Registration Updates): PUT to the
 * `configuration` below the address it gave when we registered, with an access token of the registration scope. It replaces nothing until an
 * administrator there accepts it. The token goes to origins of that platform only.
 */
export function createRegistrationUpdate(parts: {
  registry: Pick<PlatformRegistry, 'findByIssuer'>
  tokens: Pick<AccessTokens, 'tryOut'>
  fetch: GuardedFetch
  publicUrl: string
}) {
  const { tokens, fetch, publicUrl } = parts
  return async (
    registration: Registration & { updateUrl: string | null; scopes: string[] | null },
    deploymentId: string | null,
  ): Promise<UpdateOutcome> => {
    if (!registration.updateUrl) return { ok: false, code: 'not-offered' }
    const access = await tokens.tryOut({ registration, deploymentId, scopes: [registrationScope] })
    if (!access.ok)
      return { ok: false, code: access.failure.kind === 'refused' ? 'no-permission' : 'no-token' }
    const apart = standsApart(registration.hosts, await parts.registry.findByIssuer(registration.issuer))
    const url = `${registration.updateUrl.replace(/\/+$/, '')}/configuration`
    const put = (scopesSupported: string[] | null) =>
      fetch({
        url,
        method: 'PUT',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          authorization: `Bearer ${access.token}`,
        },
        body: JSON.stringify(
          registrationRequest({
            publicUrl,
            scopesSupported,
            forCanvas: registration.family === 'canvas',
            loginHost: (apart && registration.hosts[0]) || null,
          }),
        ),
        maxBytes: 262_144,
        allowedOrigins: originsOf(registration),
      })
    const first = await put(null)
    // An older Canvas refuses scopes it does not know (422); those it has given before it knows.
    const answer = first.ok && first.status === 422 ? await put(registration.scopes) : first
    if (!answer.ok) return { ok: false, code: 'unreachable' }
    // The feature is switched on for each Canvas account; where it is not, the address is not there.
    if (answer.status === 404) return { ok: false, code: 'not-offered' }
    const told = readRegistered(parseJson(answer.body.toString('utf8')))
    if (answer.status >= 300 || told?.clientId !== registration.clientId)
      return { ok: false, code: 'refused' }
    return { ok: true, scopes: told.scopes }
  }
}
