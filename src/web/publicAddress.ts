import ipaddr from 'ipaddr.js'

/**
 * Is this IP address one that anybody on the internet may be sent to? Loopback, private, link-local (cloud metadata lives there),
 * carrier NAT, multicast, documentation and every other special range say no; IPv4 hidden in IPv6 is judged as the IPv4 it is, and of
 * IPv6 only what IANA has given out as global unicast (2000::/3) says yes. Anything that is no IP address says no.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  const given = parsed.kind() === 'ipv4' || parsed.match(ipaddr.IPv6.parseCIDR('2000::/3'))
  return given && parsed.range() === 'unicast'
}

/** The host of a URL as an IP address (brackets off), or null where it is a name. */
export function addressLiteral(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}
