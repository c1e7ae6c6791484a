import { isJsonObject, parseJson, type JsonObject } from '../json.js'
import { extractPng, isPng } from '../pngBake.js'
import { extractSvg, isSvg } from '../svgBake.js'
import { isCompactJws, readJwt, type ReadJwt } from './jwtProof.js'

/** A badge file may be this large: images with a baked credential are a few dozen kB. */
export const largestBadge = 5 * 1024 * 1024

export type BadgeForm = 'json' | 'jwt' | 'png' | 'svg'

export type ReadBadge =
  | { ok: true; form: BadgeForm; kind: 'document'; document: JsonObject }
  | { ok: true; form: BadgeForm; kind: 'jwt'; jwt: string; read: ReadJwt }
  | { ok: true; form: BadgeForm; kind: 'url'; url: string }
  | { ok: false; code: 'empty' | 'too-large' | 'damaged' | 'no-badge' | 'several' | 'not-a-badge' }

/**
 * Finds the badge in what somebody hands over: credential JSON, a compact JWS, an address, or a PNG or SVG with any of these baked
 * in. Judged by content; a file name or media type is not believed.
 */
export function readBadge(given: Uint8Array): ReadBadge {
  if (given.length === 0) return { ok: false, code: 'empty' }
  if (given.length > largestBadge) return { ok: false, code: 'too-large' }
  if (isPng(given)) return readBaked('png', extractPng(given))
  const text = Buffer.from(given).toString('utf8').trim()
  if (isSvg(text)) return readBaked('svg', extractSvg(text))
  return readText(text, null)
}

function readBaked(form: 'png' | 'svg', found: { text: string } | { code: string }): ReadBadge {
  if ('text' in found) return readText(found.text.trim(), form)
  if (found.code === 'none') return { ok: false, code: 'no-badge' }
  return { ok: false, code: found.code === 'several' ? 'several' : 'damaged' }
}

function readText(text: string, image: 'png' | 'svg' | null): ReadBadge {
  if (text === '') return { ok: false, code: 'empty' }
  if (/^https?:\/\/\S{1,2000}$/.test(text)) return { ok: true, form: image ?? 'json', kind: 'url', url: text }
  if (isCompactJws(text)) {
    const read = readJwt(text)
    return read
      ? { ok: true, form: image ?? 'jwt', kind: 'jwt', jwt: text, read }
      : { ok: false, code: 'not-a-badge' }
  }
  const parsed = parseJson(text)
  if (!parsed.ok) return { ok: false, code: parsed.code === 'not-json' ? 'not-a-badge' : 'too-large' }
  return isJsonObject(parsed.value)
    ? { ok: true, form: image ?? 'json', kind: 'document', document: parsed.value }
    : { ok: false, code: 'not-a-badge' }
}
