import { addressLiteral, isPublicAddress } from '../web/publicAddress.js'

export type UrlProblem = 'not_a_url' | 'not_https' | 'private_address'

/**
 * Why an address of an LMS is not acceptable, or null. Names are looked up again when something is sent (guarded
 * fetch); this is the early word to the person who types it.
 */
export function platformUrlProblem(address: string, allowPrivateNetworks: boolean): UrlProblem | null {
  if (!URL.canParse(address)) return 'not_a_url'
  const url = new URL(address)
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password) return 'not_a_url'
  if (allowPrivateNetworks) return null
  if (url.protocol !== 'https:') return 'not_https'
  const literal = addressLiteral(url.hostname)
  const isPublic = literal ? isPublicAddress(literal) : url.hostname.includes('.')
  return isPublic ? null : 'private_address'
}
