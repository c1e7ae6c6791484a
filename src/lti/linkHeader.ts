/**
 * The address a Link header (RFC 8288) gives for a relation, or null. Lenient, because Moodle writes rel=“next” in typographic quotes and &amp; for & in the addresses of its
 * line items (observed in Moodle 4.5).
 */
export function linkTo(header: string | undefined, relation: 'next' | 'differences'): string | null {
  for (const part of (header ?? '').split(/,\s*(?=<)/)) {
    const [, address, parameters] = /^\s*<([^>]*)>(.*)$/s.exec(part) ?? []
    const [, quoted, bare] =
      /;\s*rel\s*=\s*(?:["'“”„]([^"'“”]*)["'“”]|([^\s;,]+))/i.exec(parameters ?? '') ?? []
    const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/)
    if (address && relations.includes(relation)) return address.replaceAll('&amp;', '&')
  }
  return null
}
