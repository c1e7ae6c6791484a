import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { CairnError, NotFound } from '../errors/errors.js'
import type { Logger } from './log.js'
import { translateOf } from './views.js'

interface Shown {
  code: string
  status: number
  args: Record<string, string | number>
}

/** The one table from "what was thrown" to "what a person sees". */
function shown(error: unknown): Shown {
  if (error instanceof CairnError) return { code: error.code, status: error.status, args: error.args }
  const type = property(error, 'type')
  if (type === 'entity.too.large') return { code: 'too_large', status: 413, args: {} }
  const status = property(error, 'status')
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { code: 'bad_request', status, args: {} }
  return { code: 'unexpected', status: 500, args: {} }
}

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
}

/** Turns the end of the road into a 404 page. */
export const noSuchPage: RequestHandler = () => {
  throw new NotFound('no route')
}

/**
 * Every refusal and every fault ends here: a kind page (or JSON for a client that asks for it) with a code for
 * support, a log line at the level the status deserves, and never a stack or a value from the request.
 */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error)
      return
    }
    const { code, status, args } = shown(error)
    const requestId: unknown = res.locals['requestId']
    res.locals['errorCode'] = code
    const line = { requestId, code, status, reason: error instanceof CairnError ? error.message : undefined }
    if (status >= 500) logger.error({ ...line, err: error }, 'unexpected error')
    else logger.info(line, 'refused')
    res.status(status)
    res.set('Cache-Control', 'no-store')
    if (typeof args['retryAfter'] === 'number') res.set('Retry-After', String(args['retryAfter']))
    if (req.accepts(['html', 'json']) === 'json') {
      res.json({ error: code, requestId, notice: noticeOf(res, args['page'] ?? code) })
      return
    }
    res.render('errors/error', { code, status, args, requestId }, (failed: unknown, html?: string) => {
      if (failed || html === undefined) res.type('text').send(`${String(status)} ${code}`)
      else res.send(html)
    })
  }
}

/** One sentence for a script to show where a page would have told the whole; none where no page has been written. */
function noticeOf(res: Response, page: string | number): string | undefined {
  const key = `errors.${page}.what`
  const text = translateOf(res)(key)
  return text === key ? undefined : text
}
