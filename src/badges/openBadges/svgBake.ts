const namespace3 = 'https://purl.imsglobal.org/ob/v3p0'

/**
 * Writes a credential into an SVG drawing as the first child of `<svg>` (Open Badges 3.0 §5.3.2).
 * @param svg a drawing without a baked credential
 * @throws Error when there is no `<svg>` element
 */
export function bakeSvg(svg: string, credentialJson: string): string {
  const baked = svg.replace(/<svg\b([^>]*)>/, (_match, attributes: string) => {
    const safe = credentialJson.replaceAll(']]>', ']]\\u003e')
    return (
      `<svg xmlns:openbadges="${namespace3}"${attributes}>` +
      `<openbadges:credential><![CDATA[${safe}]]></openbadges:credential>`
    )
  })
  if (baked === svg) throw new Error('Not an SVG drawing')
  return baked
}

/** Whether bytes look like an SVG drawing, byte order mark and prologue allowed. */
export function isSvg(text: string): boolean {
  return /^\uFEFF?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg\b)/i.test(text) && /<(?:\w+:)?svg\b/i.test(text)
}

/**
 * The credential baked into an SVG, 3.0 (`openbadges:credential`) or 2.0 (`openbadges:assertion`): CDATA or text, else the JWS or
 * URL in the `verify` attribute. Read as text, never parsed as XML: no entity is expanded and nothing is fetched.
 * @returns `none` for a plain drawing, `several` when two credentials are baked in
 */
export function extractSvg(svg: string): { text: string } | { code: 'none' | 'several' } {
  for (const name of ['openbadges:credential', 'openbadges:assertion']) {
    const openings = indexesOf(svg, `<${name}`)
    if (openings.length > 1) return { code: 'several' }
    const [opening] = openings
    if (opening === undefined) continue
    const text = elementText(svg.slice(opening), name)
    if (text) return { text }
  }
  return { code: 'none' }
}

function elementText(element: string, name: string): string | null {
  const tagEnd = element.indexOf('>')
  if (tagEnd < 0) return null
  const verify = /\sverify\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/.exec(element.slice(0, tagEnd))
  const attribute = unescaped(verify?.[1] ?? verify?.[2] ?? '')
  if (element[tagEnd - 1] === '/') return attribute || null
  const close = element.indexOf(`</${name}`, tagEnd)
  if (close < 0) return null
  const content = element.slice(tagEnd + 1, close).trim()
  const start = content.indexOf('<![CDATA[')
  const end = content.lastIndexOf(']]>')
  const body = start >= 0 && end > start ? content.slice(start + 9, end).trim() : unescaped(content)
  return body || attribute || null
}

function indexesOf(text: string, needle: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) found.push(at)
  return found
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
