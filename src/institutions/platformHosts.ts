interface Addresses {
  authUrl: string
  tokenUrl: string
  jwksUrl: string
}

/**
 * The hosts (with their ports) an LMS answers at, that of its authorization address first. Where two LMSs have one issuer and number
 * their clients alike, as Canvases do that somebody runs for themselves, nothing but these tells them apart.
 */
export function hostsOf({ authUrl, tokenUrl, jwksUrl }: Addresses): string[] {
  return [...new Set([authUrl, tokenUrl, jwksUrl].map(hostOf))]
}

/** A dot at its end names the same host. */
const hostOf = (address: string): string => new URL(address).host.replace(/\.(?=:|$)/, '')

const hosted = /(^|\.)(instructure|canvaslms)\.com$/

/** True for a Canvas that somebody runs and that goes by the issuer of hosted Canvas: its issuer says nothing of where it is. */
export const borrowsItsIssuer = ({ issuer, authUrl }: { issuer: string; authUrl: string }): boolean =>
  hosted.test(new URL(issuer).host) && !hosted.test(hostOf(authUrl))

/** What an LMS is called until somebody says better: its issuer's host, or its own where the issuer is not its own. */
export const nameOfPlatform = (platform: { issuer: string; authUrl: string }): string =>
  borrowsItsIssuer(platform) ? hostOf(platform.authUrl) : new URL(platform.issuer).host
