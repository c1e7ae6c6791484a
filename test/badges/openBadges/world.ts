import type { FetchDocument } from '../../../src/badges/openBadges/fetchDocument.js'
import type { Json, JsonObject } from '../../../src/badges/openBadges/json.js'

/** A closed internet: these addresses answer, every other is unreachable. Every request is remembered. */
export function createWorld(documents: Record<string, Json | { status: number; body: Json }>) {
  const asked: string[] = []
  const fetchDocument: FetchDocument = async (url) => {
    asked.push(url)
    const found = documents[url]
    if (found === undefined) return { ok: false, code: 'unreachable' }
    const answer = isAnswer(found) ? found : { status: 200, body: found }
    return { ok: true, status: answer.status, body: Buffer.from(JSON.stringify(answer.body)) }
  }
  const forget = (url: string) => {
    Reflect.deleteProperty(documents, url)
  }
  return { fetchDocument, asked, documents, forget }
}

function isAnswer(value: unknown): value is { status: number; body: Json } {
  return typeof value === 'object' && value !== null && 'status' in value && 'body' in value
}

/** Every way to change exactly one leaf of a document, as a path and the changed copy. */
export function* tamperings(document: JsonObject): Generator<{ path: string; tampered: JsonObject }> {
  for (const path of leaves(document, [])) {
    const copy = structuredClone(document)
    const last = path.at(-1)!
    const parent = path
      .slice(0, -1)
      .reduce<Json>((at, key) => (at as JsonObject)[key] as Json, copy) as JsonObject
    const value = parent[last]
    parent[last] = typeof value === 'boolean' ? !value : `${String(value)}x`
    yield { path: path.join('.'), tampered: copy }
  }
}

function* leaves(value: Json, path: string[]): Generator<string[]> {
  if (typeof value !== 'object' || value === null) yield path
  else for (const [key, item] of Object.entries(value)) yield* leaves(item as Json, [...path, key])
}
