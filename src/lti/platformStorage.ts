import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Registration } from './ports.js'

/**
 * Storage that a platform keeps for tools whose cookies a browser blocks (LTI Client Side postMessages 0.1, postMessage Storage 0.1, OIDC Login with Client
 * Side postMessages 0.1). A script of ours puts the browser's secret there at login and asks for it at launch; `public/js/platformStorage.js` speaks.
 */
export interface StoragePlace {
  /** The frame to speak to: `_parent`, or the name of a frame beside ours. */
  frame: string
  /** The only origin that may hear and answer: that of the registered authorization address, whatever page we stand in (CSOIDC §3.1). */
  origin: string
  key: string
}

/** What a login left with the platform, and how to know it again. */
export interface StoredSecret {
  place: StoragePlace
  secretHash: string
}

/** A frame's name as a platform may give it; anything longer or odder is no offer. */
export const frameName = z.string().regex(/^[\w.:-]{1,100}$/)

/** Canvas keeps 4,096 characters for a tool, and a login that is given up is never tidied away: so there are few places, used again and again. */
const places = 32

/** Where the secret of a login stands. Two logins share a place rarely; then the later one keeps it and the other one goes on in a tab. */
export function storagePlace(
  registration: Pick<Registration, 'authUrl'>,
  frame: string,
  state: string,
): StoragePlace {
  const number = (createHash('sha256').update(state).digest()[0] ?? 0) % places
  return { frame, origin: new URL(registration.authUrl).origin, key: `cairn_login_${String(number)}` }
}
