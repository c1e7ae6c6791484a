/**
 * The address of the next page in a Link header (RFC 8288), or null. Lenient, because Moodle writes rel=“next” in typographic quotes and &amp; for & in the addresses of its
 * line items (observed in Moodle 4.5).
 */
export function nextPage(header: string | undefined): string | null {
  for (const part of (header ?? '').split(/,\s*(?=<)/)) {
    const [, address, parameters] = /^\s*<([^>]*)>(.*)$/s.exec(part) ?? []
    if (
      address &&
      /;\s*rel\s*=\s*["'“”„]?(?:[^"'“”;,]*\s)?next(?:\s[^"'“”;,]*)?["'“”]?\s*(?:;|$)/i.test(parameters ?? '')
    )
      return address.replaceAll('&amp;', '&')
  }
  return null
}
