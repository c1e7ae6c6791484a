export type Json = string | number | boolean | null | Json[] | JsonObject

export interface JsonObject {
  [key: string]: Json | undefined
}

/** Bounds on a document a stranger hands us: far above any real badge, far below what could exhaust a process. */
const jsonLimits = { bytes: 512 * 1024, depth: 32, values: 20_000 } as const

export type ParsedJson =
  { ok: true; value: Json } | { ok: false; code: 'not-json' | 'too-large' | 'too-deep' }

/** Whether a value is a JSON object (neither array nor null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value that a credential may carry alone or as a list, as a list; absent is empty. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** The value if it is a string, else undefined. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/**
 * Parses JSON from a stranger within `jsonLimits`. Depth and size are counted on the text first, without recursion, so that
 * nothing after this has to fear its own stack.
 * @returns the value, or why it was not parsed
 */
export function parseJson(text: string): ParsedJson {
  if (Buffer.byteLength(text) > jsonLimits.bytes) return { ok: false, code: 'too-large' }
  const measured = measure(text)
  if (measured.depth > jsonLimits.depth) return { ok: false, code: 'too-deep' }
  if (measured.values > jsonLimits.values) return { ok: false, code: 'too-large' }
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch {
    return { ok: false, code: 'not-json' }
  }
}

function measure(text: string): { depth: number; values: number } {
  let depth = 0
  let deepest = 0
  let values = 1
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
    else if (char === ',') values++
  }
  return { depth: deepest, values }
}

/**
 * JSON whose strings hold no brace in clear: the same value, so no signature changes. The Learner Credential Wallet finds a
 * baked credential by counting braces, and one `{` in a sentence would break its import.
 */
export function braceSafeJson(value: JsonObject): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replaceAll('{', '\\u007b').replaceAll('}', '\\u007d'),
  )
}
