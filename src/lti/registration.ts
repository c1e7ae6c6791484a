import { z } from 'zod'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { parseJson } from './json.js'
import { familyOf } from './launch.js'
import { standsApart } from './namesakes.js'
import type { PlatformRegistry, Registration, RegistrationLinks } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { mayBeEndpoint, readRegistered } from './registrationAnswer.js'
import { registrationRequest } from './toolConfiguration.js'

const initiation = z.object({
  openid_configuration: z.url().max(4_000),
  registration_token: z.string().min(1).max(16_000).optional(),
})

const nothingMore = { 'https://canvas.instructure.com/lti/account_name': null }

/** A platform's own description (DR §2). */
const configuration = z.object({
  issuer: z.url().max(2_000),
  authorization_endpoint: z.url().max(2_000),
  token_endpoint: z.url().max(2_000),
  jwks_uri: z.url().max(2_000),
  registration_endpoint: z.url().max(2_000),
  scopes_supported: z.array(z.string()).nullable().catch(null).default(null),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({
      product_family_code: z.string().max(100).optional().catch(undefined),
      'https://canvas.instructure.com/lti/account_name': z
        .string()
        .trim()
        .min(1)
        .max(255)
        .nullable()
        .catch(null)
        .default(null),
    })
    .catch(nothingMore)
    .default(nothingMore),
})

export type RegistrationOutcome =
  | { ok: true; registration: Registration; updated: boolean }
  | { ok: false; code: RefusalCode; detail?: string }

export interface RegistrationParts {
  registry: PlatformRegistry
  links: RegistrationLinks
  fetch: GuardedFetch
  publicUrl: string
  allowPrivateNetworks: boolean
}

const refuse = (code: RefusalCode, detail?: string): RegistrationOutcome => ({ ok: false, code, detail })

/**
 * Registers at a platform that an administrator opened our one-time link in (DR §3). Without a link nothing is fetched at all: an open endpoint would send requests anywhere for
 * anybody. The link is used up when the platform has accepted us and before anything is stored; a registration that is there is never overwritten. A link made for
 * one registration updates that one, if the same issuer answers with the same client id, and makes no other.
 */
export function createRegistration(parts: RegistrationParts) {
  const { registry, links, fetch, publicUrl, allowPrivateNetworks } = parts

  async function read(url: string, token: string | undefined): Promise<unknown> {
    // Canvas wants the bearer token on this request too (Canvas documentation).
    const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const answer = await fetch({ url, headers, maxBytes: 262_144 })
    return answer.ok && answer.status === 200 ? parseJson(answer.body.toString('utf8')) : null
  }

  return async function register(linkToken: string, query: unknown): Promise<RegistrationOutcome> {
    const link = await links.find(linkToken)
    if (!link) return refuse('lti.registration-link')
    const asked = initiation.safeParse(query)
    if (!asked.success) return refuse('lti.registration-request')
    const { openid_configuration: configurationUrl, registration_token: token } = asked.data

    const described = configuration.safeParse(await read(configurationUrl, token))
    if (!described.success) return refuse('lti.registration-configuration')
    const platform = described.data
    // DR §2.1: the configuration's host is the issuer's, or a rogue server could register under somebody else's name.
    if (new URL(platform.issuer).host !== new URL(configurationUrl).host)
      return refuse('lti.registration-issuer')
    const known = link.registrationId === null ? null : await registry.registration(link.registrationId)
    if (link.registrationId !== null && known?.issuer !== platform.issuer)
      return refuse('lti.registration-other')
    const { authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint } = platform
    for (const url of [authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint])
      if (!mayBeEndpoint(url, allowPrivateNetworks)) return refuse('lti.registration-endpoint')

    const { product_family_code, 'https://canvas.instructure.com/lti/account_name': accountName } =
      platform['https://purl.imsglobal.org/spec/lti-platform-configuration']
    const family = familyOf(product_family_code)
    const hosts = [authorization_endpoint, token_endpoint, jwks_uri].map((url) => new URL(url).host)
    const apart = standsApart(hosts, await registry.findByIssuer(platform.issuer))
    const answer = await fetch({
      url: registration_endpoint,
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(
        registrationRequest({
          publicUrl,
          scopesSupported: platform.scopes_supported,
          forCanvas: family === 'canvas',
          loginHost: (apart && hosts[0]) || null,
        }),
      ),
      maxBytes: 262_144,
    })
    if (!answer.ok) return refuse('lti.registration-refused', answer.code)
    const given = readRegistered(parseJson(answer.body.toString('utf8')))
    if (answer.status >= 300 || !given)
      return refuse('lti.registration-refused', `status ${String(answer.status)}`)
    if (known && given.clientId !== known.clientId) return refuse('lti.registration-other')
    if (!(await links.take(linkToken))) return refuse('lti.registration-link')

    const { clientId, deploymentId, scopes, updateUrl } = given
    const told = {
      authUrl: authorization_endpoint,
      tokenUrl: token_endpoint,
      jwksUrl: jwks_uri,
      family,
      scopes,
      updateUrl: updateUrl && mayBeEndpoint(updateUrl, allowPrivateNetworks) ? updateUrl : null,
    }
    if (known) {
      const updated = await registry.update(known.id, { ...told, name: accountName })
      return updated ? { ok: true, registration: updated, updated: true } : refuse('lti.registration-other')
    }
    const added = await registry.add({
      ...told,
      institutionId: link.institutionId,
      issuer: platform.issuer,
      clientId,
      name: accountName ?? new URL(platform.issuer).host,
      deploymentId,
      approved: link.approve,
    })
    return added ? { ok: true, registration: added, updated: false } : refuse('lti.registration-known')
  }
}
