import type { GuardedFetch } from '../web/guardedFetch.js'
import type { FetchDocument } from './openBadges/fetchDocument.js'
import type { PublishedFiles } from './publishedFiles.js'

const mostBytes = 5 * 1024 * 1024

/**
 * How the verifier reads documents. Our own are read in-process, as a stranger would see them: an installation need not be able to
 * reach itself. All others go through the guarded door.
 */
export function createDocumentFetch(
  publicUrl: string,
  files: Pick<PublishedFiles, 'at'>,
  guardedFetch: GuardedFetch,
): FetchDocument {
  const own = new URL(publicUrl)
  return async (address, accept) => {
    if (!URL.canParse(address)) return { ok: false, code: 'refused' }
    const url = new URL(address)
    if (url.origin === own.origin) {
      const path = /^\/badges\/[\w-]+$/.test(url.pathname) ? `${url.pathname}.json` : url.pathname
      const file = await files.at(path)
      return file
        ? { ok: true, status: file.status, body: file.body }
        : { ok: true, status: 404, body: Buffer.alloc(0) }
    }
    const answer = await guardedFetch({ url: address, headers: { accept }, maxBytes: mostBytes })
    if (answer.ok) return { ok: true, status: answer.status, body: answer.body }
    if (answer.code === 'too-large') return { ok: false, code: 'too-large' }
    const closed = ['bad-url', 'insecure', 'blocked-address', 'foreign-origin', 'redirected'].includes(
      answer.code,
    )
    return { ok: false, code: closed ? 'refused' : 'unreachable' }
  }
}
