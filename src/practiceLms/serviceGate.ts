import { setTimeout as delay } from 'node:timers/promises'
import type { RequestHandler, Response } from 'express'
import { revokeTokens } from './accessTokens.js'
import { json, send } from './answers.js'
import type { Fault } from './faults.js'
import type { ServiceGroup } from './requestLog.js'
import type { Site } from './site.js'

const keptBody = 4096

/** The body of a service request as it came; '' when there was none. */
export function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : ''
}

function cutConnection(res: Response): void {
  res.socket?.resetAndDestroy()
}

/** Lets the handler work as usual and then cuts the connection in place of its answer. */
function cutAfterHandling(res: Response): void {
  res.end = () => {
    cutConnection(res)
    return res
  }
}

async function answerWith(fault: Fault, site: Site, authorization: string, res: Response): Promise<boolean> {
  switch (fault.kind) {
    case 'unavailable':
      res.status(503).type('text').send('Service Unavailable')
      return true
    case 'tooMany':
      res.set('Retry-After', String(fault.retryAfterSeconds ?? 1))
      res.status(429).type('text').send('Too Many Requests')
      return true
    case 'rateLimited':
      res
        .set('X-Rate-Limit-Remaining', '0.0')
        .status(403)
        .type('text')
        .send('403 Forbidden (Rate Limit Exceeded)')
      return true
    case 'reset':
      cutConnection(res)
      return true
    case 'unauthorized': {
      revokeTokens(site, authorization)
      const { method, originalUrl: url } = res.req
      const accept = res.req.get('accept') ?? ''
      const contentType = res.req.get('content-type') ?? ''
      if (res.req.path.endsWith('/token')) send(res, json(401, { error: 'invalid_client' }))
      else send(res, site.personality.unauthorized({ method, url, accept, contentType }))
      return true
    }
    case 'resetAfter':
      cutAfterHandling(res)
      return false
    case 'slow':
      await delay(fault.delayMilliseconds ?? 3000)
      return false
  }
}

/** Stands before every service endpoint: writes the request into the log and lets the switched-on fault strike. */
export function serviceGate(site: Site, group: ServiceGroup): RequestHandler {
  return async (req, res, next) => {
    const at = site.now()
    const started = performance.now()
    const fault = site.faults.strike(group)
    const cut = fault?.kind === 'reset' || fault?.kind === 'resetAfter'
    res.on('close', () => {
      const body = group === 'token' ? null : bodyText(req.body).slice(0, keptBody) || null
      site.requests.add({
        at,
        group,
        method: req.method,
        path: req.originalUrl,
        status: cut || !res.writableEnded ? 'reset' : res.statusCode,
        handled: fault === null || fault.kind === 'resetAfter' || fault.kind === 'slow',
        milliseconds: Math.round(performance.now() - started),
        body,
      })
    })
    if (fault && (await answerWith(fault, site, req.get('authorization') ?? '', res))) return
    next()
  }
}
