import { z } from 'zod'
import { addressLiteral, isPublicAddress } from '../web/publicAddress.js'

const deployment = z.string().min(1).max(255).nullable().catch(null).default(null)

/** Moodle names its deployment inside the tool configuration, Canvas at the root or not at all. */
const shape = z.object({
  client_id: z.union([z.string().min(1).max(255), z.number().transform(String)]),
  deployment_id: deployment,
  scope: z.string().max(10_000).nullable().catch(null).default(null),
  registration_client_uri: z.url().max(2_000).nullable().catch(null).default(null),
  'https://purl.imsglobal.org/spec/lti-tool-configuration': z
    .object({ deployment_id: deployment })
    .catch({ deployment_id: null })
    .default({ deployment_id: null }),
})

/** What a platform answers to a registration or an update, in our words. */
export interface Registered {
  clientId: string
  deploymentId: string | null
  /** Those it lets us ask for; null where it does not say. */
  scopes: string[] | null
  /** Where it takes updates, where it does (Canvas). */
  updateUrl: string | null
}

/** Reads such an answer; null where there is no client id in it. */
export function readRegistered(answer: unknown): Registered | null {
  const parsed = shape.safeParse(answer)
  if (!parsed.success) return null
  const { client_id, deployment_id, scope, registration_client_uri, ...rest } = parsed.data
  return {
    clientId: client_id,
    deploymentId:
      deployment_id ?? rest['https://purl.imsglobal.org/spec/lti-tool-configuration'].deployment_id,
    scopes: scope === null ? null : scope.split(' ').filter(Boolean).slice(0, 100),
    updateUrl: registration_client_uri,
  }
}

/** https, and no address that only means something inside somebody's network. Names are looked at again whenever we connect. */
export function mayBeEndpoint(address: string, allowPrivateNetworks: boolean): boolean {
  const url = new URL(address)
  if (url.username || url.password) return false
  if (allowPrivateNetworks) return url.protocol === 'https:' || url.protocol === 'http:'
  const literal = addressLiteral(url.hostname)
  return url.protocol === 'https:' && (!literal || isPublicAddress(literal))
}
