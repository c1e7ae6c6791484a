import { z } from 'zod'
import { addressLiteral, isPublicAddress } from '../web/publicAddress.js'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { parseJson } from './json.js'
import { familyOf } from './launch.js'
import type { PlatformRegistry, Registration, RegistrationLinks } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { registrationRequest } from './toolConfiguration.js'

const initiation = z.object({
  openid_configuration: z.url().max(4_000),
  registration_token: z.string().min(1).max(16_000).optional(),
})

/** A platform's own description (DR §2). */
const configuration = z.object({
  issuer: z.url().max(2_000),
  authorization_endpoint: z.url().max(2_000),
  token_endpoint: z.url().max(2_000),
  jwks_uri: z.url().max(2_000),
  registration_endpoint: z.url().max(2_000),
  scopes_supported: z.array(z.string()).nullable().catch(null).default(null),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({ product_family_code: z.string().max(100).optional().catch(undefined) })
    .catch({})
    .default({}),
})

const deployment = z.string().min(1).max(255).nullable().catch(null).default(null)
/** Moodle names its deployment inside the tool configuration, Canvas at the root or not at all. */
const registered = z.object({
  client_id: z.union([z.string().min(1).max(255), z.number().transform(String)]),
  deployment_id: deployment,
  'https://purl.imsglobal.org/spec/lti-tool-configuration': z
    .object({ deployment_id: deployment })
    .catch({ deployment_id: null })
    .default({ deployment_id: null }),
})

export type RegistrationOutcome =
  { ok: true; registration: Registration } | { ok: false; code: RefusalCode; detail?: string }

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
 * anybody. The link is used up when the platform has accepted us and before anything is stored; a registration that is there is never overwritten.
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

    const told = configuration.safeParse(await read(configurationUrl, token))
    if (!told.success) return refuse('lti.registration-configuration')
    const platform = told.data
    // DR §2.1: the configuration's host is the issuer's, or a rogue server could register under somebody else's name.
    if (new URL(platform.issuer).host !== new URL(configurationUrl).host)
      return refuse('lti.registration-issuer')
    const { authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint } = platform
    for (const url of [authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint])
      if (!mayBeEndpoint(url, allowPrivateNetworks)) return refuse('lti.registration-endpoint')

    const family = familyOf(
      platform['https://purl.imsglobal.org/spec/lti-platform-configuration'].product_family_code,
    )
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
        }),
      ),
      maxBytes: 262_144,
    })
    if (!answer.ok) return refuse('lti.registration-refused', answer.code)
    const given = registered.safeParse(parseJson(answer.body.toString('utf8')))
    if (answer.status >= 300 || !given.success)
      return refuse('lti.registration-refused', `status ${String(answer.status)}`)

    if (!(await links.take(linkToken))) return refuse('lti.registration-link')
    const { client_id: clientId, deployment_id, ...rest } = given.data
    const added = await registry.add({
      institutionId: link.institutionId,
      issuer: platform.issuer,
      clientId,
      authUrl: authorization_endpoint,
      tokenUrl: token_endpoint,
      jwksUrl: jwks_uri,
      family,
      name: new URL(platform.issuer).host,
      deploymentId:
        deployment_id ?? rest['https://purl.imsglobal.org/spec/lti-tool-configuration'].deployment_id,
      approved: link.approve,
    })
    return added ? { ok: true, registration: added } : refuse('lti.registration-known')
  }
}

/** https, and no address that only means something inside somebody's network. Names are looked at again whenever we connect. */
function mayBeEndpoint(address: string, allowPrivateNetworks: boolean): boolean {
  const url = new URL(address)
  if (url.username || url.password) return false
  if (allowPrivateNetworks) return url.protocol === 'https:' || url.protocol === 'http:'
  const literal = addressLiteral(url.hostname)
  return url.protocol === 'https:' && (!literal || isPublicAddress(literal))
}
