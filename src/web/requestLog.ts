import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Clock } from '../clock/clock.js'
import type { Logger } from './log.js'

/** Express fills `req.route` with the pattern that matched: tell that, not the address, which may carry a code. */
export function routeOf(req: { baseUrl?: string; route?: { path?: unknown } }): string {
  const path = req.route?.path
  return `${req.baseUrl ?? ''}${typeof path === 'string' ? path : '/*'}`
}

/** Gives each request an id (`res.locals.requestId`, shown on error pages) and logs one line when it ends. */
export function requestLog(logger: Logger, clock: Clock): RequestHandler {
  return (req, res, next) => {
    const started = clock.now().getTime()
    const requestId = randomUUID().slice(0, 8)
    res.locals['requestId'] = requestId
    res.on('finish', () => {
      const errorCode: unknown = res.locals['errorCode']
      logger.info({
        requestId,
        method: req.method,
        route: routeOf(req),
        status: res.statusCode,
        ms: clock.now().getTime() - started,
        ...(typeof errorCode === 'string' ? { code: errorCode } : {}),
      })
    })
    next()
  }
}
