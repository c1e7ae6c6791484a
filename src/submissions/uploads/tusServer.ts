import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server } from '@tus/server'
import type { LookUp, UploadParts } from './parts.js'
import type { Upload } from './upload.js'

/** Speaks the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload) about one upload the caller has let through. */
export type Resume = (req: IncomingMessage, res: ServerResponse, upload: Upload) => Promise<void>

/**
 * The protocol's own server over our parts. It decides nothing: which upload a request is about, whose it is and how
 * long it may be was settled before, and is handed to it here. No other site is ever named in its CORS headers.
 */
export function createTusServer(parts: UploadParts, lookUp: LookUp): Resume {
  const letThrough = new WeakMap<IncomingMessage, Upload>()
  const server = new Server({
    path: '/uploads',
    relativeLocation: true,
    allowedOrigins: () => false,
    datastore: parts.datastore(lookUp),
    namingFunction: (req) => {
      const upload = req.runtime?.node ? letThrough.get(req.runtime.node.req as IncomingMessage) : undefined
      if (!upload) throw new Error('an upload nobody let through')
      return upload.id
    },
    getFileIdFromRequest: (_req, last) => last,
  })
  return async (req, res, upload) => {
    letThrough.set(req, upload)
    await server.handle(req, res)
  }
}
