import type { JWTPayload } from 'jose'
import type { Launch } from './launches.js'
import { find } from './lookups.js'
import { newSigningKey, sign } from './platformKeys.js'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import { claims } from './vocabulary.js'

/** Signs the message a launch stands for (CORE §5.3, SEC §5.1.2), spoilt if a test asked for that. */
export async function signMessage(
  site: Site,
  launch: Launch,
  nonce: string,
  withLineItem: boolean,
): Promise<string> {
  const issuedAt = epochSeconds(site)
  const honest: JWTPayload = {
    nonce,
    iat: issuedAt,
    exp: issuedAt + site.personality.idTokenSeconds,
    iss: site.issuer(),
    aud: find.tool(site.state, launch.toolId).clientId,
    sub: site.personality.subject(find.person(site.state, launch.personId)),
    [claims.messageType]: launch.message,
    [claims.version]: '1.3.0',
    [claims.deploymentId]: launch.deploymentId,
    [claims.targetLinkUri]: launch.targetLinkUri,
    ...site.personality.claims(site, launch, withLineItem),
  }
  const tamper = site.tampering.take()
  const newest = site.state.keys.at(-1)
  if (!newest) throw new Error('The practice LMS has no signing key')
  const key = tamper.strangerKey ? { ...(await newSigningKey()), kid: newest.kid } : newest
  const header = { typ: 'JWT', alg: 'RS256', kid: newest.kid }
  const token = await sign(key, tamper.claims?.(honest) ?? honest, tamper.header?.(header) ?? header)
  return (await tamper.compact?.(token)) ?? token
}
