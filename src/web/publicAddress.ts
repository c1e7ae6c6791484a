import ipaddr from 'ipaddr.js'

/**
 * Is this IP address one that anybody on the internet may be sent to? Loopback, private, link-local (cloud metadata lives there),
 * carrier NAT, multicast, documentation and every other special range say no; IPv4 hidden in IPv6 is judged as the IPv4 it is.
 * Anything that is no IP address says no.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast'
}

/** The host of a URL as an IP address (brackets off), or null where it is a name. */
export function addressLiteral(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}
