export type FetchedDocument =
  | { ok: true; status: number; body: Uint8Array }
  | { ok: false; code: 'refused' | 'unreachable' | 'too-large' }

/**
 * Fetches a document at an address somebody else chose. Whoever implements it guards it: https (http for this machine in
 * development), no private addresses, no redirect to another host, a size cap and a deadline. Never rejects.
 */
export type FetchDocument = (url: string, accept: string) => Promise<FetchedDocument>
